/** Body of every answer with a status of 400 or more. */
export interface ErrorBody {
	message: string;
}
