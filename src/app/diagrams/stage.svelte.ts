/** Whether a diagram may move: not off screen, not on a hidden page, not where less motion is asked for. */
export class Stage {
	reduced = $state(false);
	private hidden = $state(false);
	private onScreen = $state(true);

	/** From 10× on states change in place. */
	moves(speed: number): boolean {
		return !this.reduced && !this.hidden && this.onScreen && speed < 10;
	}

	/** For `use:`, on the diagram's element. */
	observe = (element: Element) => {
		const query = matchMedia('(prefers-reduced-motion: reduce)');
		const follow = (): void => {
			this.reduced = query.matches;
			this.hidden = document.hidden;
		};
		follow();
		query.addEventListener('change', follow);
		document.addEventListener('visibilitychange', follow);
		const observer = new IntersectionObserver((entries) => (this.onScreen = entries.at(-1)?.isIntersecting ?? true));
		observer.observe(element);
		return {
			destroy: () => {
				query.removeEventListener('change', follow);
				document.removeEventListener('visibilitychange', follow);
				observer.disconnect();
			}
		};
	};
}
