using System.Text.Json.Nodes;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Directory;

internal static class PeopleAndGroups
{
    private static readonly DateTime Founded = new(2021, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    public static DirectoryObject User(DirectoryState state, Person person)
    {
        var created = Founded.AddHours(person.Index * 5);
        return new DirectoryObject(new JsonObject
        {
            ["id"] = person.Id.ToString(),
            ["displayName"] = person.DisplayName,
            ["givenName"] = person.GivenName,
            ["surname"] = person.Surname,
            ["userPrincipalName"] = person.Upn,
            ["mail"] = person.IsGuest ? person.Upn[..person.Upn.IndexOf('#', StringComparison.Ordinal)].Replace('_', '@') : person.Upn,
            ["jobTitle"] = state.JobTitle(person),
            ["department"] = person.Department,
            ["officeLocation"] = person.Office.City,
            ["usageLocation"] = person.Office.Country,
            ["preferredLanguage"] = "en-US",
            ["businessPhones"] = new JsonArray(),
            ["mobilePhone"] = null,
            ["accountEnabled"] = person.IsEnabled,
            ["userType"] = person.IsGuest ? "Guest" : "Member",
            ["createdDateTime"] = JsonText.Management(created) + "Z",
            ["onPremisesSyncEnabled"] = null,
            ["lastPasswordChangeDateTime"] = JsonText.Management(created.AddDays(400)) + "Z",
            ["signInActivity"] = person.IsEnabled
                ? new JsonObject { ["lastSignInDateTime"] = JsonText.Management(state.Now.AddHours(-1 - (person.Index % 200))) + "Z", ["lastNonInteractiveSignInDateTime"] = JsonText.Management(state.Now.AddHours(-1)) + "Z" }
                : null,
        }, state.Changed(person));
    }

    public static DirectoryObject Group(DirectoryState state, int index)
    {
        var group = state.Org.Groups[index];
        return new DirectoryObject(new JsonObject
        {
            ["id"] = group.Id.ToString(),
            ["displayName"] = group.Name,
            ["description"] = $"{group.Name} of {state.Org.Name}",
            ["createdDateTime"] = JsonText.Management(Founded.AddDays(index)) + "Z",
            ["groupTypes"] = group.IsUnified ? new JsonArray("Unified") : new JsonArray(),
            ["mail"] = group.IsUnified ? $"{group.Name.Replace(' ', '.').ToLowerInvariant()}@{state.Org.Domain}" : null,
            ["mailEnabled"] = group.IsUnified,
            ["mailNickname"] = group.Name.Replace(' ', '.').ToLowerInvariant(),
            ["securityEnabled"] = !group.IsUnified,
            ["isAssignableToRole"] = group.IsUnified ? null : group.Name == "Administrators",
            ["membershipRule"] = null,
            ["visibility"] = group.IsUnified ? "Private" : null,
        }, state.Changed(index));
    }

    public static IEnumerable<DirectoryObject>? Members(DirectoryState state, string id, bool transitive)
    {
        var index = Find(state, id);
        if (index < 0) return null;
        var people = transitive ? state.TransitivePeople(index) : state.Members(index);
        var groups = transitive ? state.NestedGroups(index) : state.Org.Groups[index].Nested;
        return people.Select(person => Typed(User(state, state.Org.People[person]), "#microsoft.graph.user"))
            .Concat(groups.Select(group => Typed(Group(state, group), "#microsoft.graph.group")));
    }

    /// <summary>For a delta: who belongs to the group, by id.</summary>
    public static JsonArray MemberIds(DirectoryState state, string id)
    {
        var index = Find(state, id);
        var members = new JsonArray();
        foreach (var person in state.Members(index))
            members.Add((JsonNode)new JsonObject { ["@odata.type"] = "#microsoft.graph.user", ["id"] = state.Org.People[person].Id.ToString() });
        foreach (var group in state.Org.Groups[index].Nested)
            members.Add((JsonNode)new JsonObject { ["@odata.type"] = "#microsoft.graph.group", ["id"] = state.Org.Groups[group].Id.ToString() });
        return members;
    }

    public static DirectoryObject Typed(DirectoryObject item, string type)
    {
        item.Json.Insert(0, "@odata.type", type);
        return item;
    }

    private static int Find(DirectoryState state, string id) => Guid.TryParse(id, out var guid) ? Array.FindIndex(state.Org.Groups, group => group.Id == guid) : -1;
}
