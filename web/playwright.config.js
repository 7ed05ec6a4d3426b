// End-to-end checks of the page, against a real `gptlab serve`.
import { defineConfig } from '@playwright/test';

const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  reporter: process.env.CI ? 'line' : 'list',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: process.env.GPTLAB_URL,
    viewport: { width: 1280, height: 720 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--disable-background-networking', '--disable-component-update', ...(root ? ['--no-sandbox'] : [])],
    },
  },
  webServer: {
    // Any free port; the printed URL comes back as GPTLAB_URL.
    command: 'go run ./cmd/gptlab serve --addr 127.0.0.1:0',
    cwd: '..',
    wait: { stdout: /(?<gptlab_url>http:\S+)\s/ },
    timeout: 180_000,
  },
});
