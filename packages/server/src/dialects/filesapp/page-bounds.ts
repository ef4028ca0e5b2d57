/** The rows of a page that is asked for by number. */
export const bounds = ({ page, per_page }: { page: number; per_page: number }): { offset: number; limit: number } => ({
  offset: (page - 1) * per_page,
  limit: per_page,
});
