import type { SeenEvent } from '../../../src/core/view/cluster.ts';

/** Sentences for the stand-in world. */
export function explain(event: SeenEvent, language: string): { text: string; becauseOf: number[] } {
	const zh = language === 'zh-CN';
	const because = event.cause ? [event.cause] : [];
	switch (event.type) {
		case 'fault':
			return { text: zh ? `你执行了 ${event.text}` : `you did: ${event.text}`, becauseOf: because };
		case 'machine':
			return {
				text: event.daemon === 'down' ? (zh ? `${event.where} 停止了` : `${event.where} stopped`) : '',
				becauseOf: because
			};
		case 'raft.role':
			return {
				text:
					event.role === 'leader'
						? zh
							? `${event.where} 在任期 ${event.term} 成为领导者`
							: `${event.where} leads in term ${event.term}`
						: zh
							? `${event.where} 参选`
							: `${event.where} stands for election`,
				becauseOf: because
			};
		case 'command':
			return { text: zh ? `你输入了 ${event.line}` : `you typed ${event.line}`, becauseOf: because };
		case 'engine.swarm':
			return { text: zh ? `${event.where} 加入了集群` : `${event.where} is in the swarm`, becauseOf: because };
		default:
			return { text: '', becauseOf: because };
	}
}
