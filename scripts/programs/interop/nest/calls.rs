//! Calls of the service in service.ts, with the code that is generated from its document: people URL. Prints a line for
//! each call.

use genauth::AuthenticationClient;
use genauth::types::{Address, NewPersonRolesItem, PersonRole, Role};
use serde_json::{Map, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: people URL")?;
    let client = AuthenticationClient::builder().app_host(url).access_token("a.b.c").build()?;

    let person = client.one("p/1").x_tenant("t1").send().await?;
    println!("one drift: {}", person.drift().len());
    let person = person.into_inner();
    println!(
        "one nullable: {}",
        json!([person.nickname, person.home, person.deleted_at, person.tags, person.former_level])
    );
    println!(
        "one enums: {}",
        json!([person.role == Some(PersonRole::ReadOnly), person.roles, person.level, person.levels])
    );
    println!("one choices: {}", json!([person.pet, person.pets, person.code]));
    println!("one maps: {}", json!([person.labels, person.places, person.anything]));
    println!("one dates: {}", json!([person.created_at, person.birthday]));
    println!("one numbers: {}", json!([person.visits, person.ratio, person.matrix]));
    println!("one itself: {}", json!([person.friends, person.manager]));

    let page = client.list_people(2).since("2024-05-06T07:08:09Z").role(Role::ReadOnly).active(true).await?;
    let asked = page.list.unwrap_or_default().pop().and_then(|person| person.anything);
    println!("list: {}", json!([page.total_count, asked]));

    let made = client.create().nickname("Ada").home(serde_json::from_value::<Address>(json!({ "city": "Rome" }))?);
    let made = made
        .roles(serde_json::from_value::<Vec<NewPersonRolesItem>>(json!(["admin", "new"]))?)
        .levels(vec![1.0])
        .tags(Vec::<String>::new())
        .code(json!(7));
    println!("create: {}", json!(made.deleted_at("2024-05-06T07:08:09Z").await?.anything));

    let labels = Map::from_iter([("colour".to_owned(), json!("red"))]);
    println!("labels: {}", json!(client.labels("p1", labels).await?));
    println!("pet: {}", client.pet("p1").await?);
    println!(
        "home: {}",
        match client.home("p1").await {
            Ok(home) => json!(home),
            Err(error) => json!(error.to_string()),
        }
    );
    Ok(())
}
