// The vendor's own JavaScript client of the Files.com API, in a process of its own. Answers each job with the seconds that it took.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
const { default: Files } = await import('files.com/lib/Files.js');
const { default: File } = await import('files.com/lib/models/File.js');
Files.default.setLogLevel(0);

const jobs = {
  uploadFilesCom: ({ file, name }) => File.default.uploadFile(name, file),
  async downloadFilesCom({ name, to }) {
    await (await (await File.default.find(name)).download()).downloadToFile(to);
  },
};

async function run({ kind, job }) {
  try {
    Files.default.setBaseUrl(job.baseUrl);
    Files.default.setApiKey(job.apiKey);
    const start = performance.now();
    await jobs[kind](job);
    process.send({ seconds: (performance.now() - start) / 1000 });
  } catch (error) {
    process.send({ error: error.stack });
  }
}

process.on('message', (message) => void run(message));
process.send({ ready: true });
