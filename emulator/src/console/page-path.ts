/** The console's page, below the endpoint's URL. */
export const PAGE_PATH = "/_emulator/console/";
