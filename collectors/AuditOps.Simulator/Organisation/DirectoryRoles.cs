namespace AuditOps.Simulator.Organisation;

internal static class DirectoryRoles
{
    public const int GlobalAdministrator = 0;

    public static readonly DirectoryRole[] All =
    [
        new("Global Administrator", "TenantAdmins", new Guid("62e90394-69f5-4237-9190-012177145e10")),
        new("User Administrator", "UserAccountAdmins", new Guid("fe930be7-5e62-47db-91af-98c3a49a38b1")),
        new("Exchange Administrator", "ExchangeServiceAdmins", new Guid("29232cdf-9323-42fd-ade2-1d097af3e4de")),
        new("SharePoint Administrator", "SharePointServiceAdmins", new Guid("f28a1f50-f6e7-4571-818b-6a12f2af6b6c")),
        new("Security Administrator", "SecurityAdmins", new Guid("194ae4cb-b126-40b2-bd5b-6091b380977d")),
        new("Privileged Role Administrator", "PrivilegedRoleAdmins", new Guid("e8611ab8-c189-46e8-94e1-60213ab1f814")),
        new("Intune Administrator", "IntuneServiceAdmins", new Guid("3a2c62db-5318-420d-8d74-23affee5d9d5")),
        new("Conditional Access Administrator", "ConditionalAccessAdmins", new Guid("b1be1c3e-b65d-4f19-8427-f6fa0d97feb9")),
        new("Helpdesk Administrator", "HelpdeskAdmins", new Guid("729827e3-9c14-49f7-bb1b-9608f156bbb8")),
        new("Global Reader", "GlobalReaders", new Guid("f2ef992c-3afb-46b9-b7cf-a126ee74c451")),
    ];
}
