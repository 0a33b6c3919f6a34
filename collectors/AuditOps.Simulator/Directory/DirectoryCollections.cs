using System.Collections.Frozen;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Directory;

internal static class DirectoryCollections
{
    private static readonly FrozenSet<string> UserStandard = new[] { "id", "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName" }.ToFrozenSet(StringComparer.Ordinal);

    public static readonly DirectoryCollection Users = new("users", Permissions.Users, (state, _) => state.Org.People.Select(person => PeopleAndGroups.User(state, person)), UserStandard);

    public static readonly DirectoryCollection Groups = new("groups", Permissions.Groups, (state, _) => Enumerable.Range(0, state.Org.Groups.Length).Select(group => PeopleAndGroups.Group(state, group)));

    public static readonly DirectoryCollection[] All =
    [
        Users,
        Groups,
        new("groups/{id}/members", Permissions.Groups, (state, id) => PeopleAndGroups.Members(state, id, transitive: false)),
        new("groups/{id}/transitiveMembers", Permissions.Groups, (state, id) => PeopleAndGroups.Members(state, id, transitive: true)),
        new("identity/conditionalAccess/policies", Permissions.Policy, (state, _) => AccessPolicies.Policies(state)),
        new("identity/conditionalAccess/namedLocations", Permissions.Policy, (state, _) => AccessPolicies.Locations(state)),
        new("directoryRoles", Permissions.Roles, (state, _) => Roles.ActivatedRoles(state)),
        new("directoryRoles/{id}/members", Permissions.Roles, Roles.Members),
        new("roleManagement/directory/roleAssignments", Permissions.Roles, (state, _) => Roles.Assignments(state)),
        new("roleManagement/directory/roleDefinitions", Permissions.Roles, (_, _) => Roles.Definitions()),
    ];
}
