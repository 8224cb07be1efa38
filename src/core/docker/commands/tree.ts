import type { CommandTree } from '../help.ts';
import { LEFT_OUT } from './left-out.ts';
import { ca as swarmCa } from './swarm/ca.ts';
import { init as swarmInit } from './swarm/init.ts';
import { join as swarmJoin } from './swarm/join.ts';
import { joinToken as swarmJoinToken } from './swarm/join-token.ts';
import { leave as swarmLeave } from './swarm/leave.ts';
import { unlock as swarmUnlock } from './swarm/unlock.ts';
import { unlockKey as swarmUnlockKey } from './swarm/unlock-key.ts';
import { update as swarmUpdate } from './swarm/update.ts';
import { create as contextCreate } from './context/create.ts';
import { inspect as contextInspect } from './context/inspect.ts';
import { ls as contextLs } from './context/ls.ts';
import { rm as contextRm } from './context/rm.ts';
import { show as contextShow } from './context/show.ts';
import { update as contextUpdate } from './context/update.ts';
import { use as contextUse } from './context/use.ts';
import { demote as nodeDemote } from './node/demote.ts';
import { inspect as nodeInspect } from './node/inspect.ts';
import { ls as nodeLs } from './node/ls.ts';
import { promote as nodePromote } from './node/promote.ts';
import { ps as nodePs } from './node/ps.ts';
import { rm as nodeRm } from './node/rm.ts';
import { update as nodeUpdate } from './node/update.ts';
import { create as serviceCreate } from './service/create.ts';
import { inspect as serviceInspect } from './service/inspect.ts';
import { logs as serviceLogs } from './service/logs.ts';
import { ls as serviceLs } from './service/ls.ts';
import { ps as servicePs } from './service/ps.ts';
import { rm as serviceRm } from './service/rm.ts';
import { rollback as serviceRollback } from './service/rollback.ts';
import { scale as serviceScale } from './service/scale.ts';
import { update as serviceUpdate } from './service/update.ts';
import { attach as containerAttach } from './container/attach.ts';
import { cp as containerCp } from './container/cp.ts';
import { create as containerCreate } from './container/create.ts';
import { commit as containerCommit } from './container/commit.ts';
import { diff as containerDiff } from './container/diff.ts';
import { exportContainer } from './container/export.ts';
import { exec as containerExec } from './container/exec.ts';
import { inspect as containerInspect } from './container/inspect.ts';
import { kill as containerKill } from './container/kill.ts';
import { logs as containerLogs } from './container/logs.ts';
import { ls as containerLs } from './container/ls.ts';
import { pause as containerPause } from './container/pause.ts';
import { port as containerPort } from './container/port.ts';
import { prune as containerPrune } from './container/prune.ts';
import { rename as containerRename } from './container/rename.ts';
import { restart as containerRestart } from './container/restart.ts';
import { rm as containerRm } from './container/rm.ts';
import { run as containerRun } from './container/run.ts';
import { start as containerStart } from './container/start.ts';
import { stats as containerStats } from './container/stats.ts';
import { stop as containerStop } from './container/stop.ts';
import { top as containerTop } from './container/top.ts';
import { unpause as containerUnpause } from './container/unpause.ts';
import { update as containerUpdate } from './container/update.ts';
import { wait as containerWait } from './container/wait.ts';
import { history as imageHistory } from './image/history.ts';
import { inspect as imageInspect } from './image/inspect.ts';
import { ls as imageLs } from './image/ls.ts';
import { prune as imagePrune } from './image/prune.ts';
import { pull as imagePull } from './image/pull.ts';
import { push as imagePush } from './image/push.ts';
import { importImage } from './image/import.ts';
import { load as imageLoad } from './image/load.ts';
import { rm as imageRm } from './image/rm.ts';
import { save as imageSave } from './image/save.ts';
import { tag as imageTag } from './image/tag.ts';
import { connect as networkConnect } from './network/connect.ts';
import { create as networkCreate } from './network/create.ts';
import { disconnect as networkDisconnect } from './network/disconnect.ts';
import { inspect as networkInspect } from './network/inspect.ts';
import { ls as networkLs } from './network/ls.ts';
import { prune as networkPrune } from './network/prune.ts';
import { rm as networkRm } from './network/rm.ts';
import { config as stackConfig } from './stack/config.ts';
import { deploy as stackDeploy } from './stack/deploy.ts';
import { ls as stackLs } from './stack/ls.ts';
import { ps as stackPs } from './stack/ps.ts';
import { rm as stackRm } from './stack/rm.ts';
import { services as stackServices } from './stack/services.ts';
import { create as volumeCreate } from './volume/create.ts';
import { inspect as volumeInspect } from './volume/inspect.ts';
import { ls as volumeLs } from './volume/ls.ts';
import { prune as volumePrune } from './volume/prune.ts';
import { rm as volumeRm } from './volume/rm.ts';
import { update as volumeUpdate } from './volume/update.ts';
import { create as secretCreate } from './secret/create.ts';
import { inspect as secretInspect } from './secret/inspect.ts';
import { ls as secretLs } from './secret/ls.ts';
import { rm as secretRm } from './secret/rm.ts';
import { create as configCreate } from './config/create.ts';
import { inspect as configInspect } from './config/inspect.ts';
import { ls as configLs } from './config/ls.ts';
import { rm as configRm } from './config/rm.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { df as systemDf } from './system/df.ts';
import { events as systemEvents } from './system/events.ts';
import { info as systemInfo } from './system/info.ts';
import { inspect as systemInspect } from './system/inspect.ts';
import { prune as systemPrune } from './system/prune.ts';
import { version as systemVersion } from './system/version.ts';

/** Everything the client of the cobra command line (1.13 and later) knows. */
export const COMMAND_TREE: CommandTree = {
	root: {
		short: 'A self-sufficient runtime for containers',
		flags: [
			{ name: 'config', type: 'string', def: '/root/.docker', text: 'Location of client config files' },
			{
				name: 'context',
				short: 'c',
				type: 'string',
				text: 'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")'
			},
			{ name: 'debug', short: 'D', type: 'bool', text: 'Enable debug mode' },
			{ name: 'host', short: 'H', type: 'list', text: 'Daemon socket to connect to' },
			{
				name: 'log-level',
				short: 'l',
				type: 'string',
				def: 'info',
				text: 'Set the logging level ("debug", "info", "warn", "error", "fatal")'
			},
			{ name: 'tls', type: 'bool', text: 'Use TLS; implied by --tlsverify', leftOut: true },
			{
				name: 'tlscacert',
				type: 'string',
				def: '/root/.docker/ca.pem',
				text: 'Trust certs signed only by this CA',
				leftOut: true
			},
			{
				name: 'tlscert',
				type: 'string',
				def: '/root/.docker/cert.pem',
				text: 'Path to TLS certificate file',
				leftOut: true
			},
			{ name: 'tlskey', type: 'string', def: '/root/.docker/key.pem', text: 'Path to TLS key file', leftOut: true },
			{ name: 'tlsverify', type: 'bool', text: 'Use TLS and verify the remote', leftOut: true },
			{ name: 'version', short: 'v', type: 'bool', text: 'Print version information and quit' }
		]
	},
	groups: [
		{ path: 'builder', short: 'Manage builds', section: 'management', leftOut: true },
		{ path: 'container', short: 'Manage containers', section: 'management' },
		{ path: 'context', short: 'Manage contexts', section: 'management' },
		{ path: 'engine', short: 'Manage the docker engine', section: 'management', leftOut: true, until: '19.03' },
		{ path: 'image', short: 'Manage images', section: 'management' },
		{
			path: 'manifest',
			short: 'Manage Docker image manifests and manifest lists',
			section: 'management',
			leftOut: true,
			since: '20.10'
		},
		{ path: 'network', short: 'Manage networks', section: 'management' },
		{ path: 'plugin', short: 'Manage plugins', section: 'management', leftOut: true },
		{ path: 'system', short: 'Manage Docker', section: 'management' },
		{ path: 'trust', short: 'Manage trust on Docker images', section: 'management', leftOut: true },
		{ path: 'volume', short: 'Manage volumes', section: 'management' },
		{ path: 'config', short: 'Manage Swarm configs', section: 'swarm' },
		{ path: 'node', short: 'Manage Swarm nodes', section: 'swarm' },
		{ path: 'secret', short: 'Manage Swarm secrets', section: 'swarm' },
		{ path: 'service', short: 'Manage Swarm services', section: 'swarm' },
		{ path: 'stack', short: 'Manage Swarm stacks', section: 'swarm', use: '[OPTIONS]' },
		{ path: 'swarm', short: 'Manage Swarm', section: 'swarm' }
	],
	common: ['run', 'exec', 'ps', 'build', 'pull', 'push', 'images', 'login', 'logout', 'search', 'version', 'info'],
	listed: [
		// Debian's build lists cobra's own command.
		{
			path: 'completion',
			short: 'Generate the autocompletion script for the specified shell',
			section: 'management',
			since: '20.10',
			until: '20.10'
		}
	],
	commands: [
		swarmCa,
		swarmInit,
		swarmJoin,
		swarmJoinToken,
		swarmLeave,
		swarmUnlock,
		swarmUnlockKey,
		swarmUpdate,
		nodeDemote,
		nodeInspect,
		nodeLs,
		nodePromote,
		nodePs,
		nodeRm,
		nodeUpdate,
		serviceCreate,
		serviceInspect,
		serviceLogs,
		serviceLs,
		servicePs,
		serviceRm,
		serviceRollback,
		serviceScale,
		serviceUpdate,
		containerAttach,
		containerCp,
		containerCreate,
		containerCommit,
		containerDiff,
		exportContainer,
		containerExec,
		containerInspect,
		containerKill,
		containerLogs,
		containerLs,
		containerPause,
		containerPort,
		containerPrune,
		containerRename,
		containerRestart,
		containerRm,
		containerRun,
		containerStart,
		containerStats,
		containerStop,
		containerTop,
		containerUnpause,
		containerUpdate,
		containerWait,
		imageHistory,
		imageInspect,
		imageLs,
		imagePrune,
		imagePull,
		imagePush,
		importImage,
		imageLoad,
		imageRm,
		imageSave,
		imageTag,
		networkConnect,
		networkCreate,
		networkDisconnect,
		networkInspect,
		networkLs,
		networkPrune,
		networkRm,
		stackConfig,
		stackDeploy,
		stackLs,
		stackPs,
		stackRm,
		stackServices,
		volumeCreate,
		volumeInspect,
		volumeLs,
		volumePrune,
		volumeRm,
		volumeUpdate,
		secretCreate,
		secretInspect,
		secretLs,
		secretRm,
		configCreate,
		configInspect,
		configLs,
		configRm,
		login,
		logout,
		systemDf,
		systemEvents,
		systemInfo,
		systemInspect,
		systemPrune,
		systemVersion,
		contextCreate,
		contextInspect,
		contextLs,
		contextRm,
		contextShow,
		contextUpdate,
		contextUse,
		...LEFT_OUT
	]
};
