namespace AuditOps.Collectors.Posture;

/// <summary>What a snapshot holds. Paths and permissions: Microsoft Graph REST reference v1.0.</summary>
internal static class PostureKinds
{
    public static IReadOnlyList<PostureKind> All { get; } =
    [
        new("policy", "identity/conditionalAccess/policies", "Policy.Read.All"),
        new("location", "identity/conditionalAccess/namedLocations", "Policy.Read.All"),
        new("user", "users", "User.Read.All", Delta: true),
        new("group", "groups", "Group.Read.All", Delta: true, Members: true),
        new("role", "directoryRoles", "RoleManagement.Read.Directory"),
        new("assignment", "roleManagement/directory/roleAssignments", "RoleManagement.Read.Directory"),
    ];
}
