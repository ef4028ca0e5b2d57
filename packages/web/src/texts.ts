// All that the dashboard says, in one place. Beside it there are only what the server says (its refusals) and names.

const many = (count: number, one: string, more: string): string => `${count.toLocaleString('en')} ${count === 1 ? one : more}`;

export const texts = {
  product: 'Filewharf',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  copy: 'Copy',
  copied: 'Copied',
  copyByHand: 'Copying is not allowed here. The text is selected: press Ctrl+C.',
  tryAgain: 'Try again',
  loading: 'Loading …',
  skipToContent: 'Skip to content',
  none: 'None',

  problems: {
    unreachable: 'The server cannot be reached. Look at your connection, then try again.',
    timeout: 'The server took too long to answer. Try again in a moment.',
    tooManyRequests: (seconds: number | undefined) =>
      seconds === undefined
        ? 'Too many requests. Wait a moment, then try again.'
        : `Too many requests. Try again in ${many(Math.ceil(seconds), 'second', 'seconds')}.`,
    serverFault: (requestId: string | undefined) =>
      `The server had a fault. Try again; if it stays, tell your administrator${requestId === undefined ? '.' : ` this number: ${requestId}.`}`,
    unknown: 'Something went wrong on this page. Load it again.',
    noPage: 'There is nothing at this address.',
    backToFiles: 'Go to your files',
  },

  nav: {
    label: 'Main',
    open: 'Open the menu',
    files: 'Files',
    shares: 'Shares',
    trash: 'Trash',
    settings: 'Settings',
    keys: 'API Keys',
    people: 'People',
    usage: 'Usage',
    account: 'Account',
    connect: 'Connect',
    signOut: 'Sign out',
    scheme: 'Colours',
    schemes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    storage: 'Storage',
    storageUsed: (used: string, quota: string) => `${used} of ${quota} used`,
    storageUnlimited: (used: string) => `${used} used`,
  },

  signIn: {
    title: 'Sign in',
    username: 'User name',
    password: 'Password',
    code: 'Code',
    codeHint: 'From the app that you set up for signing in.',
    submit: 'Sign in',
    firstTime: 'The first name and password were printed where the server was started. Later ones come from your administrator.',
  },

  files: { title: 'Files' },
  shares: { title: 'Shares' },
  trash: { title: 'Trash' },
  keys: { title: 'API Keys' },
  people: { title: 'People' },
  usage: { title: 'Usage' },
  account: { title: 'Account' },
};
