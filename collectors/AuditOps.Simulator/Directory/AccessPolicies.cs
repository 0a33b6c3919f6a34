using System.Text.Json.Nodes;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Directory;

/// <summary>Conditional access: a usual set of policies with usual gaps.</summary>
internal static class AccessPolicies
{
    public static IEnumerable<DirectoryObject> Policies(DirectoryState state)
    {
        var breakGlass = state.Org.Groups[^1].Id;
        yield return Policy(state, 0, "Multifactor authentication for everybody", "enabled", Users(["All"], [], [breakGlass.ToString()]), ["All"], ["all"], "OR", ["mfa"]);
        yield return Policy(state, 1, "Block legacy authentication", "enabled", Users(["All"], [], [breakGlass.ToString()]), ["All"], ["exchangeActiveSync", "other"], "OR", ["block"]);
        yield return Policy(state, 2, "Administrators from managed devices", "enabledForReportingButNotEnforced", Users([], [DirectoryRoles.All[0].TemplateId.ToString(), DirectoryRoles.All[5].TemplateId.ToString()], []), ["All"], ["all"], "AND", ["mfa", "compliantDevice"]);
        yield return Policy(state, 3, "Guests with multifactor authentication", "disabled", Users(["GuestsOrExternalUsers"], [], []), ["Office365"], ["all"], "OR", ["mfa"]);
    }

    public static IEnumerable<DirectoryObject> Locations(DirectoryState state)
    {
        foreach (var office in state.Org.Offices)
        {
            yield return new DirectoryObject(new JsonObject
            {
                ["@odata.type"] = "#microsoft.graph.ipNamedLocation",
                ["id"] = Id(state.Org, office.City).ToString(),
                ["displayName"] = $"Office {office.City}",
                ["createdDateTime"] = "2022-01-10T09:00:00Z",
                ["modifiedDateTime"] = "2022-01-10T09:00:00Z",
                ["isTrusted"] = true,
                ["ipRanges"] = new JsonArray(new JsonObject { ["@odata.type"] = "#microsoft.graph.iPv4CidrRange", ["cidrAddress"] = $"{office.OfficeNet}.0/24" }),
            });
        }

        yield return new DirectoryObject(new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph.countryNamedLocation",
            ["id"] = Id(state.Org, "countries").ToString(),
            ["displayName"] = "Countries we work in",
            ["createdDateTime"] = "2022-01-10T09:00:00Z",
            ["modifiedDateTime"] = "2023-05-02T12:00:00Z",
            ["countriesAndRegions"] = Strings([.. state.Org.Offices.Select(office => office.Country)]),
            ["includeUnknownCountriesAndRegions"] = false,
            ["countryLookupMethod"] = "clientIpAddress",
        });
    }

    private static DirectoryObject Policy(DirectoryState state, int number, string name, string status, JsonObject users, string[] apps, string[] clients, string grant, string[] controls) => new(new JsonObject
    {
        ["id"] = EverydayChanges.Policy(state.Org, number).ToString(),
        ["displayName"] = name,
        ["createdDateTime"] = $"2022-0{number + 2}-11T10:00:00Z",
        ["modifiedDateTime"] = $"2024-0{number + 2}-15T15:30:00Z",
        ["state"] = status,
        ["templateId"] = null,
        ["sessionControls"] = null,
        ["conditions"] = new JsonObject
        {
            ["userRiskLevels"] = new JsonArray(),
            ["signInRiskLevels"] = new JsonArray(),
            ["clientAppTypes"] = Strings(clients),
            ["platforms"] = null,
            ["locations"] = null,
            ["devices"] = null,
            ["clientApplications"] = null,
            ["applications"] = new JsonObject { ["includeApplications"] = Strings(apps), ["excludeApplications"] = new JsonArray(), ["includeUserActions"] = new JsonArray() },
            ["users"] = users,
        },
        ["grantControls"] = new JsonObject { ["operator"] = grant, ["builtInControls"] = Strings(controls), ["customAuthenticationFactors"] = new JsonArray(), ["termsOfUse"] = new JsonArray() },
    });

    private static JsonObject Users(string[] include, string[] roles, string[] excludedGroups) => new()
    {
        ["includeUsers"] = Strings(include),
        ["excludeUsers"] = new JsonArray(),
        ["includeGroups"] = new JsonArray(),
        ["excludeGroups"] = Strings(excludedGroups),
        ["includeRoles"] = Strings(roles),
        ["excludeRoles"] = new JsonArray(),
    };

    private static JsonArray Strings(string[] items) => [.. items.Select(item => (JsonNode?)JsonValue.Create(item))];

    private static Guid Id(Org org, string name) => new Dice(Mix.Of(org.Seed, name)).Guid();
}
