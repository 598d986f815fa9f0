//! A headless Chromium, by WebDriver.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

/// How long a test waits for a page.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser with a profile of its own. Its processes end and its profile is removed when it is dropped.
pub struct Browser {
    pub client: Client,
    driver: Child,
    address: String,
    profile: PathBuf,
}

impl Browser {
    /// Starts a browser by `chromedriver`. The path of the browser is in `CHROMIUM`, or where chromedriver looks for it.
    /// `arguments` are added to the browser's usual ones.
    pub async fn start(arguments: &[&str]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = std::env::temp_dir().join(format!("genauth-browser-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&profile).unwrap();
        let mut command = Command::new("chromedriver");
        let mut driver = command.arg("--port=0").stdout(Stdio::piped()).spawn().expect("chromedriver is installed");
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines().map(Result::unwrap);
        let port =
            lines.filter_map(|line| line.split("started successfully on port ").nth(1).map(str::to_owned)).next();
        let address = format!("127.0.0.1:{}", port.expect("chromedriver starts").trim_end_matches('.'));
        let profile_argument = format!("--user-data-dir={}", profile.display());
        let usual = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-proxy-server",
            &profile_argument,
        ];
        let arguments = [&usual[..], arguments].concat();
        let mut options = json!({ "args": arguments });
        if let Ok(binary) = std::env::var("CHROMIUM") {
            options["binary"] = binary.into();
        }
        let capabilities = [("goog:chromeOptions".to_owned(), options)].into_iter().collect();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://{address}"))
            .await;
        Self { client: client.expect("the browser starts"), driver, address, profile }
    }

    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Clicks the button or link with this text.
    pub async fn click(&self, text: &str) {
        let path = format!("//button[contains(., \"{text}\")] | //a[contains(., \"{text}\")]");
        let wait = self.client.wait().at_most(PATIENCE);
        let found = wait.for_element(Locator::XPath(&path)).await;
        found.unwrap_or_else(|error| panic!("no {text}: {error}")).click().await.unwrap();
    }

    /// Waits for a page with this heading, and returns the page's text.
    pub async fn page(&self, heading: &str) -> String {
        let path = format!("//h1[.=\"{heading}\"]");
        if let Err(error) = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await {
            panic!("no page {heading}: {error}; the page is {:?}", self.client.source().await);
        }
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that is killed leaves its browser behind. Told to shut down, it ends the browser first.
        let shut_down = TcpStream::connect(&self.address).and_then(|mut stream| {
            write!(stream, "GET /shutdown HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
            stream.read_to_end(&mut Vec::new())
        });
        if shut_down.is_err() {
            let _ = self.driver.kill();
        }
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
