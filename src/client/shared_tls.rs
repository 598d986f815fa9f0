//! One TLS configuration for both of the crate's HTTP clients. So the CA certificates are loaded only once, and one
//! client can resume a TLS session of the other.

#[cfg(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android")))]
pub(crate) use with_rustls::config;
#[cfg(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android")))]
pub(super) use with_rustls::{Config, client};
#[cfg(not(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android"))))]
pub(super) use without::{Config, client, config};

#[cfg(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android")))]
mod with_rustls {
    use std::sync::Arc;

    use reqwest::{Client, ClientBuilder};
    pub(crate) use rustls::ClientConfig as Config;
    use rustls::client::Resumption;
    use rustls::crypto::CryptoProvider;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use rustls_platform_verifier::Verifier;
    use tokio::runtime::Handle;

    use crate::client::session_store::SessionStore;

    /// The TLS configuration that reqwest would make of the same settings, for HTTP/1.1. `None` for wrong settings:
    /// reqwest then reports the error when it builds the client. The first configuration of a process also makes AWS-LC
    /// gather entropy.
    pub(crate) fn config(roots: &[Vec<u8>]) -> Option<Config> {
        let mut certificates = Vec::new();
        for root in roots {
            let known = certificates.len();
            match root.starts_with(b"\x30") {
                true => certificates.push(CertificateDer::from(root.clone())),
                false => certificates.extend(CertificateDer::pem_slice_iter(root).collect::<Result<Vec<_>, _>>().ok()?),
            }
            if certificates.len() == known {
                return None;
            }
        }
        let provider = provider()?;
        gather_entropy(provider.clone());
        let verifier = Verifier::new_with_extra_roots(certificates, provider.clone()).ok()?;
        let config = Config::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
        // rustls calls every verifier but its own dangerous. This verifier is the system's.
        let mut config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.resumption = Resumption::store(Arc::new(SessionStore::default()));
        Some(config)
    }

    /// AWS-LC gathers entropy before a process's first random number, which takes some 20 ms of CPU time. The first
    /// call would block its runtime for so long, so the work is done when the client is made, inside of a runtime by a
    /// thread of its own. If that thread can't be started, the first call does the work.
    fn gather_entropy(provider: Arc<CryptoProvider>) {
        let gather = move || {
            let _ = provider.secure_random.fill(&mut [0]);
        };
        match Handle::try_current() {
            Ok(_) => drop(std::thread::Builder::new().name("genauth-entropy".to_owned()).spawn(gather)),
            Err(_) => gather(),
        }
    }

    fn provider() -> Option<Arc<CryptoProvider>> {
        let installed = CryptoProvider::get_default().cloned();
        #[cfg(feature = "rustls")]
        let installed = installed.or_else(|| Some(rustls::crypto::aws_lc_rs::default_provider().into()));
        installed
    }

    /// A client with this configuration. `None` without a configuration, or if reqwest can't build the client with it:
    /// a later version of reqwest may use another version of rustls.
    pub(crate) fn client(config: Option<&(impl Clone + 'static)>, builder: ClientBuilder) -> Option<Client> {
        builder.tls_backend_preconfigured(config?.clone()).build().ok()
    }
}

#[cfg(not(all(any(feature = "rustls", feature = "rustls-no-provider"), not(target_os = "android"))))]
mod without {
    use reqwest::{Client, ClientBuilder};

    pub(crate) type Config = ();

    pub(crate) fn config(_: &[Vec<u8>]) -> Option<Config> {
        None
    }

    pub(crate) fn client(_: Option<&Config>, _: ClientBuilder) -> Option<Client> {
        None
    }
}

#[cfg(feature = "rustls")]
#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use rustls::crypto::{CryptoProvider, GetRandomFailed, SecureRandom, aws_lc_rs};

    use super::{client, config};

    #[test]
    fn a_configuration_of_another_rustls_makes_no_client() {
        let builder = reqwest::Client::builder;
        assert!(client(Some(&"of another version"), builder()).is_none());
        let known = config(&[]);
        assert!(client(known.as_ref(), builder()).is_some());
    }

    #[test]
    fn a_configuration_has_gathered_entropy() {
        static ASKED: AtomicBool = AtomicBool::new(false);

        #[derive(Debug)]
        struct Recorder(&'static dyn SecureRandom);

        impl SecureRandom for Recorder {
            fn fill(&self, bytes: &mut [u8]) -> Result<(), GetRandomFailed> {
                ASKED.store(true, Ordering::Relaxed);
                self.0.fill(bytes)
            }
        }

        let provider = aws_lc_rs::default_provider();
        let secure_random = Box::leak(Box::new(Recorder(provider.secure_random)));
        // For the whole process: other tests then use this provider too.
        CryptoProvider { secure_random, ..provider }.install_default().expect("no provider was installed before");
        config(&[]).expect("a configuration");
        assert!(ASKED.load(Ordering::Relaxed));
    }
}
