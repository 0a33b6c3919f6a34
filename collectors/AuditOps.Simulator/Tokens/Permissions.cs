namespace AuditOps.Simulator.Tokens;

/// <summary>Application permissions by the names the services use.</summary>
internal static class Permissions
{
    public const string AuditLog = "AuditLog.Read.All";
    public const string Directory = "Directory.Read.All";
    public const string Intune = "DeviceManagementApps.Read.All";
    public const string Risk = "IdentityRiskEvent.Read.All";
    public const string Policy = "Policy.Read.All";
    public const string Users = "User.Read.All";
    public const string Groups = "Group.Read.All";
    public const string Roles = "RoleManagement.Read.Directory";
    public const string Feed = "ActivityFeed.Read";
    public const string Dlp = "ActivityFeed.ReadDlp";

    public static readonly string[] Graph = [AuditLog, Directory, Intune, Risk, Policy, Users, Groups, Roles];

    public static readonly string[] Management = [Feed, Dlp];
}
