// Our SDK in a process of its own. Answers each job with the seconds that it took.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
const { FilesApp } = await import('../packages/sdk/dist/index.js');
const { FilesCom } = await import('../packages/sdk/dist/filescom.js');

const jobs = {
  upload: ({ baseUrl, apiKey, file, name }) => new FilesApp(apiKey, { baseUrl }).upload(file, { name }),
  download: ({ baseUrl, apiKey, id, to }) => new FilesApp(apiKey, { baseUrl }).download(id, to),
  uploadFilesCom: ({ baseUrl, apiKey, file, name }) => new FilesCom({ apiKey, baseUrl }).file.uploadFile(file, name),
  downloadFilesCom: ({ baseUrl, apiKey, name, to }) => new FilesCom({ apiKey, baseUrl }).file.downloadFile(name, to),
};

async function run({ kind, job }) {
  try {
    const start = performance.now();
    const result = await jobs[kind](job);
    process.send({ seconds: (performance.now() - start) / 1000, result });
  } catch (error) {
    process.send({ error: error.stack });
  }
}

process.on('message', (message) => void run(message));
process.send({ ready: true });
