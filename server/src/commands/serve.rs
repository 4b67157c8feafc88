//! `duijie serve`.

use crate::app::App;
use crate::cli::ServeArgs;
use crate::error::Error;
use crate::http::router;
use engine::pipeline::Engine;
use indexer::matcher::Matcher;
use indexer::store::Stamp;
use std::sync::Arc;
use tracing_subscriber::filter::LevelFilter;

/// Runs until it is interrupted or terminated, then finishes the requests under way.
pub(super) fn run(args: &ServeArgs) -> Result<(), Error> {
    tracing_subscriber::fmt().with_max_level(LevelFilter::INFO).with_writer(std::io::stderr).init();
    let app = Arc::new(load(args)?);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::Serve)?;
    runtime.block_on(async {
        let listen = |source| Error::Listen { address: args.listen, source };
        let listener = tokio::net::TcpListener::bind(args.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        // the one line for people and for whoever started us: where to go
        println!("http://{address}");
        tracing::info!(%address, "serving");
        axum::serve(listener, router(app))
            .with_graceful_shutdown(stop())
            .await
            .map_err(Error::Serve)?;
        tracing::info!("stopped");
        Ok(())
    })
}

fn load(args: &ServeArgs) -> Result<App, Error> {
    let knowledge = corpus::knowledge::knowledge();
    let taxonomy = &knowledge.taxonomy;
    let mut data = None;
    let (organizations, needs) = match (&args.organizations, &args.needs) {
        (Some(organizations), Some(needs)) => {
            data = Some(corpus::knowledge::data_hash(organizations)?);
            (
                corpus::read_organizations(organizations, taxonomy)?,
                corpus::read_needs(needs, taxonomy)?,
            )
        }
        _ => {
            let sample = corpus::sample(taxonomy);
            (sample.organizations, sample.needs)
        }
    };
    let engine = Engine::new(knowledge, organizations, corpus::knowledge::model());
    let matcher = match &args.index {
        Some(folder) => {
            let data = data.as_deref().unwrap_or("the sample corpus of this version");
            let lexicon = corpus::knowledge::fingerprint();
            let stamp = Stamp { data, lexicon: &lexicon };
            let (matcher, opened) = Matcher::in_folder(engine, folder, &stamp)?;
            tracing::info!(folder = %folder.display(), "index: {opened}");
            matcher
        }
        None => Matcher::in_memory(engine)?,
    };
    let app = App::new(matcher, needs)?;
    tracing::info!(
        organizations = app.engine().catalog.organizations().len(),
        needs = app.needs().len(),
        "loaded"
    );
    Ok(app)
}

/// Waits for Ctrl-C or, where there is one, for SIGTERM.
async fn stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("stopping: requests under way are finished");
}
