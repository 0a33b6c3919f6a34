using System.Text.Json.Nodes;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Directory;

internal static class Roles
{
    public static IEnumerable<DirectoryObject> ActivatedRoles(DirectoryState state) => DirectoryRoles.All.Select(role => new DirectoryObject(new JsonObject
    {
        ["id"] = IdOf(state.Org, role),
        ["deletedDateTime"] = null,
        ["description"] = $"Holders of {role.Name}.",
        ["displayName"] = role.Name,
        ["roleTemplateId"] = role.TemplateId,
    }));

    public static IEnumerable<DirectoryObject>? Members(DirectoryState state, string id)
    {
        var index = Guid.TryParse(id, out var guid) ? Array.FindIndex(DirectoryRoles.All, role => IdOf(state.Org, role) == guid) : -1;
        if (index < 0) return null;
        return state.Org.Admins.Where(person => person.Role == index).Select(person => PeopleAndGroups.Typed(PeopleAndGroups.User(state, person), "#microsoft.graph.user"));
    }

    public static IEnumerable<DirectoryObject> Assignments(DirectoryState state)
    {
        foreach (var person in state.Org.Admins)
            yield return Assignment(state.Org, person.Id, DirectoryRoles.All[person.Role]);
        yield return Assignment(state.Org, state.Org.Services[0].ObjectId, DirectoryRoles.All[^1]);
    }

    public static IEnumerable<DirectoryObject> Definitions() => DirectoryRoles.All.Select(role => new DirectoryObject(new JsonObject
    {
        ["id"] = role.TemplateId,
        ["description"] = $"Holders of {role.Name}.",
        ["displayName"] = role.Name,
        ["isBuiltIn"] = true,
        ["isEnabled"] = true,
        ["templateId"] = role.TemplateId,
        ["version"] = "1",
    }));

    private static DirectoryObject Assignment(Org org, Guid principal, DirectoryRole role) => new(new JsonObject
    {
        ["id"] = $"{Tokens.TokenStore.Base64(new Dice(Mix.Of(org.Seed, principal.ToString())).Guid().ToByteArray())}-1",
        ["principalId"] = principal,
        ["directoryScopeId"] = "/",
        ["roleDefinitionId"] = role.TemplateId,
    });

    private static Guid IdOf(Org org, DirectoryRole role) => new Dice(Mix.Of(org.Seed, role.Name)).Guid();
}
