//! Cases from practice: answers of the service and of gateways, and input of users and strangers. Each row stands for
//! many similar cases.

mod answers;
mod calls;
