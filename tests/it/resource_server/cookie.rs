//! The token in a cookie: which requests it counts for.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::routing::any;
use genauth::resource_server::{AuthenticatorBuilder, Rejection, RequireUser, User};
use tower::ServiceExt;

use crate::tenants::{headers, start};

fn by_cookie(builder: AuthenticatorBuilder) -> AuthenticatorBuilder {
    builder.token_from_cookie("__Host-token")
}

async fn me(user: User, headers: HeaderMap) -> String {
    let hidden = |name| headers.get_all(name).iter().all(|value| value.is_sensitive());
    format!("{} {}", user.user_id, hidden(header::COOKIE) && hidden(header::AUTHORIZATION))
}

#[tokio::test]
async fn which_requests_a_cookie_counts_for() {
    let (_tenant, authenticator, token) = start(by_cookie).await;
    let app = Router::new().route("/me", any(me)).route_layer(RequireUser::new(authenticator));
    let cookie = format!("theme=dark; __Host-token={token}; x");
    let same = ("sec-fetch-site", "same-origin");
    let cross = ("sec-fetch-site", "cross-site");
    let host = ("host", "api.example.com");
    let own = ("origin", "https://api.example.com");
    let upgrade = [("connection", "upgrade"), ("upgrade", "websocket")];
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], u16);
    let rows: &[Row<'_>] = &[
        ("GET", &[], 200),
        ("HEAD", &[cross], 200),
        ("OPTIONS", &[("origin", "https://evil.example")], 200),
        ("POST", &[], 401),
        ("POST", &[host], 401),
        ("POST", &[same], 200),
        ("POST", &[("sec-fetch-site", "none")], 200),
        ("POST", &[("sec-fetch-site", "same-site")], 401),
        ("POST", &[cross], 401),
        ("POST", &[same, cross], 401),
        ("POST", &[("sec-fetch-site", "Same-Origin")], 401),
        ("POST", &[host, own], 200),
        ("POST", &[host, own, cross], 200),
        ("POST", &[host, ("origin", "https://API.example.com")], 200),
        ("POST", &[("host", "api.example.com:443"), own], 200),
        ("POST", &[("host", "api.example.com:8443"), own], 401),
        ("POST", &[("host", "localhost:3000"), ("origin", "http://localhost:3000")], 200),
        ("POST", &[("host", "localhost:3000"), ("origin", "http://localhost:3001")], 401),
        ("POST", &[host, ("origin", "https://api.example.com.evil.example")], 401),
        ("POST", &[host, ("origin", "https://evil.example/api.example.com")], 401),
        ("POST", &[host, ("origin", "null")], 401),
        ("POST", &[("host", ""), ("origin", "https://")], 401),
        ("POST", &[host, own, ("origin", "https://evil.example")], 401),
        ("POST", &[host, ("host", "evil.example"), own], 401),
        ("POST", &[own], 401),
        ("DELETE", &[], 401),
        ("PUT", &[same], 200),
        ("QUERY", &[], 401),
        ("GET", &upgrade, 401),
        ("GET", &[upgrade[0], upgrade[1], cross, ("origin", "https://evil.example"), host], 401),
        ("GET", &[upgrade[0], upgrade[1], own, host], 200),
    ];
    for (method, more, status) in rows {
        let mut request = Request::builder().method(*method).uri("/me").body(Body::empty()).unwrap();
        *request.headers_mut() = headers(&[&[("cookie", &*cookie)], *more].concat());
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), *status, "{method} {more:?}");
    }
    // With HTTP/2 the host stands in the request's line.
    let request = Request::post("https://api.example.com/me").header("cookie", &cookie).header(own.0, own.1);
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
    assert_eq!(body, "ada true", "the cookie is marked as sensitive");
}

#[tokio::test]
async fn the_header_wins_and_two_cookies_are_too_many() {
    let (_tenant, authenticator, token) = start(by_cookie).await;
    let named = |name: &str, value: &str| format!("{name}={value}");
    let good = named("__Host-token", &token);
    let bearer = format!("Bearer {token}");
    type Row<'a> = (&'a [(&'a str, &'a str)], Option<Rejection>);
    let rows: &[Row<'_>] = &[
        (&[("cookie", &good)], None),
        (&[("cookie", &format!("a=b;{good};c=d"))], None),
        (&[("cookie", "a=b"), ("cookie", &good)], None),
        (&[("cookie", &named("__Host-token", &format!("\"{token}\"")))], None),
        (&[("cookie", &good), ("authorization", &bearer)], None),
        (&[("cookie", "__Host-token=bad token"), ("authorization", &bearer)], None),
        (&[("cookie", &good), ("authorization", "Bearer b\u{e4}d")], Some(Rejection::InvalidToken)),
        (&[("cookie", &good), ("authorization", "Bearer")], Some(Rejection::InvalidToken)),
        (&[("cookie", &good), ("authorization", "Basic YTpi")], Some(Rejection::MissingToken)),
        (&[("cookie", &good), ("authorization", "")], Some(Rejection::MissingToken)),
        (&[("cookie", &good), ("authorization", "Bearer a,Bearer a")], Some(Rejection::InvalidRequest)),
        (&[("cookie", &format!("{good}; {good}"))], Some(Rejection::InvalidRequest)),
        (&[("cookie", &good), ("cookie", &good)], Some(Rejection::InvalidRequest)),
        (&[("cookie", &format!("{good}; __Host-token="))], Some(Rejection::InvalidRequest)),
        (&[("cookie", "__Host-token=")], Some(Rejection::MissingToken)),
        (&[("cookie", &named("__host-token", &token))], Some(Rejection::MissingToken)),
        (&[("cookie", &named("x__Host-token", &token))], Some(Rejection::MissingToken)),
        (&[("cookie", "__Host-token")], Some(Rejection::MissingToken)),
        (&[("cookie", &named("__Host-token", &bearer))], Some(Rejection::InvalidToken)),
        (&[("cookie", "__Host-token=\u{e4}")], Some(Rejection::InvalidToken)),
        // The method isn't known, but the browser says that the request comes from another site's page.
        (&[("cookie", &good), ("sec-fetch-site", "cross-site")], Some(Rejection::MissingToken)),
        (&[("cookie", &good), ("origin", "https://evil.example"), ("host", "a")], Some(Rejection::MissingToken)),
        (&[("cookie", &good), ("origin", "https://a"), ("host", "a")], None),
        (&[], Some(Rejection::MissingToken)),
    ];
    for (pairs, rejection) in rows {
        assert_eq!(authenticator.token(&headers(pairs)).err(), *rejection, "{pairs:?}");
    }
}
