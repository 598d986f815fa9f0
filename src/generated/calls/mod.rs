// @generated from openapi.json, overlay.json and words.json of schema/ by `cargo xtask generate`.

//! The public names of the calls, one for each operation.

#[cfg(feature = "account")]
mod account;
mod identities;
mod permissions;
mod profile;
mod user_resources;

#[cfg(feature = "account")]
pub use account::{
    BindEmail,
    BindPhone,
    DeleteAccount,
    ListPublicAccountsForSwitchLoggedIn,
    List,
    Revoke,
    Unbind,
    ResetPassword,
    SendEmail,
    SendSms,
    UnbindEmail,
    UnbindPhone,
    UpdateEmail,
    UpdatePassword,
    UpdatePhone,
    UpdateProfile,
    VerifyDeleteAccountRequest,
    VerifyResetPasswordRequest,
    VerifyUpdateEmailRequest,
    VerifyUpdatePhoneRequest,
    InitRegisterOptions,
    VerifyRegister,
};
pub use identities::{
    GetIdentities,
};
pub use permissions::{
    CheckPermissionByArrayResource,
    CheckPermissionByStringResource,
    CheckPermissionByTreeResource,
    GetUserAuthorizedResourcesList,
    GetUserAuthResourcePermissionList,
    GetUserAuthResourceStruct,
};
pub use profile::{
    GetProfile,
    GetSecurityLevel,
};
pub use user_resources::{
    GetAccessibleApps,
    GetAuthorizedResources,
    GetDepartmentList,
    GetGroupList,
    GetLoggedInApps,
    GetLoginHistory,
    GetRoleList,
    GetTenantList,
};

/// The operations that calls send, each with its parameters, HTTP method and path.
pub mod operations {
    #[cfg(feature = "account")]
    pub use super::account::{
        bind_email::BindEmail,
        bind_phone::BindPhone,
        delete_account::DeleteAccount,
        list_public_accounts_for_switch_logged_in::ListPublicAccountsForSwitchLoggedIn,
        list::List,
        revoke::Revoke,
        unbind::Unbind,
        reset_password::ResetPassword,
        send_email::SendEmail,
        send_sms::SendSms,
        unbind_email::UnbindEmail,
        unbind_phone::UnbindPhone,
        update_email::UpdateEmail,
        update_password::UpdatePassword,
        update_phone::UpdatePhone,
        update_profile::UpdateProfile,
        verify_delete_account_request::VerifyDeleteAccountRequest,
        verify_reset_password_request::VerifyResetPasswordRequest,
        verify_update_email_request::VerifyUpdateEmailRequest,
        verify_update_phone_request::VerifyUpdatePhoneRequest,
        init_register_options::InitRegisterOptions,
        verify_register::VerifyRegister,
    };
    pub use super::identities::{
        get_identities::GetIdentities,
    };
    pub use super::permissions::{
        check_permission_by_array_resource::CheckPermissionByArrayResource,
        check_permission_by_string_resource::CheckPermissionByStringResource,
        check_permission_by_tree_resource::CheckPermissionByTreeResource,
        get_user_authorized_resources_list::GetUserAuthorizedResourcesList,
        get_user_auth_resource_permission_list::GetUserAuthResourcePermissionList,
        get_user_auth_resource_struct::GetUserAuthResourceStruct,
    };
    pub use super::profile::{
        get_profile::GetProfile,
        get_security_level::GetSecurityLevel,
    };
    pub use super::user_resources::{
        get_accessible_apps::GetAccessibleApps,
        get_authorized_resources::GetAuthorizedResources,
        get_department_list::GetDepartmentList,
        get_group_list::GetGroupList,
        get_logged_in_apps::GetLoggedInApps,
        get_login_history::GetLoginHistory,
        get_role_list::GetRoleList,
        get_tenant_list::GetTenantList,
    };
}

/// The calls of the blocking client.
#[cfg(feature = "blocking")]
pub mod blocking {
    #[cfg(feature = "account")]
    pub use super::account::{
        bind_email::Blocking as BindEmail,
        bind_phone::Blocking as BindPhone,
        delete_account::Blocking as DeleteAccount,
        list_public_accounts_for_switch_logged_in::Blocking as ListPublicAccountsForSwitchLoggedIn,
        list::Blocking as List,
        revoke::Blocking as Revoke,
        unbind::Blocking as Unbind,
        reset_password::Blocking as ResetPassword,
        send_email::Blocking as SendEmail,
        send_sms::Blocking as SendSms,
        unbind_email::Blocking as UnbindEmail,
        unbind_phone::Blocking as UnbindPhone,
        update_email::Blocking as UpdateEmail,
        update_password::Blocking as UpdatePassword,
        update_phone::Blocking as UpdatePhone,
        update_profile::Blocking as UpdateProfile,
        verify_delete_account_request::Blocking as VerifyDeleteAccountRequest,
        verify_reset_password_request::Blocking as VerifyResetPasswordRequest,
        verify_update_email_request::Blocking as VerifyUpdateEmailRequest,
        verify_update_phone_request::Blocking as VerifyUpdatePhoneRequest,
        init_register_options::Blocking as InitRegisterOptions,
        verify_register::Blocking as VerifyRegister,
    };
    pub use super::identities::{
        get_identities::Blocking as GetIdentities,
    };
    pub use super::permissions::{
        check_permission_by_array_resource::Blocking as CheckPermissionByArrayResource,
        check_permission_by_string_resource::Blocking as CheckPermissionByStringResource,
        check_permission_by_tree_resource::Blocking as CheckPermissionByTreeResource,
        get_user_authorized_resources_list::Blocking as GetUserAuthorizedResourcesList,
        get_user_auth_resource_permission_list::Blocking as GetUserAuthResourcePermissionList,
        get_user_auth_resource_struct::Blocking as GetUserAuthResourceStruct,
    };
    pub use super::profile::{
        get_profile::Blocking as GetProfile,
        get_security_level::Blocking as GetSecurityLevel,
    };
    pub use super::user_resources::{
        get_accessible_apps::Blocking as GetAccessibleApps,
        get_authorized_resources::Blocking as GetAuthorizedResources,
        get_department_list::Blocking as GetDepartmentList,
        get_group_list::Blocking as GetGroupList,
        get_logged_in_apps::Blocking as GetLoggedInApps,
        get_login_history::Blocking as GetLoginHistory,
        get_role_list::Blocking as GetRoleList,
        get_tenant_list::Blocking as GetTenantList,
    };
}
