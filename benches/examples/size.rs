fn main() {
    let client = genauth::AuthenticationClient::builder().app_host("http://127.0.0.1:1").build().unwrap();
    let call = client.get_profile().access_token("x");
    println!("call {}", std::mem::size_of_val(&call));
    println!("send {}", std::mem::size_of_val(&call.send()));
    let c = reqwest::Client::new();
    println!("bare {}", std::mem::size_of_val(&c.get("http://127.0.0.1").send()));
    println!("user {}", std::mem::size_of::<genauth::types::UserDto>());
    println!("resp {}", std::mem::size_of::<genauth::types::UserSingleRespDto>());
}
