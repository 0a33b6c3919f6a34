using System.Text.Json;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class DirectoryTests
{
    [Fact]
    public async Task A_delta_link_of_more_than_seven_days_has_to_begin_again()
    {
        var time = new Collect.VirtualTime(DateTimeOffset.UtcNow);
        await using var services = await SimulatedServices.StartAsync(new AuditOps.Simulator.SimulatorOptions { Seed = 7 }, time);
        await services.SignInAsync();
        var (_, link) = await DeltaAsync(services, $"{services.Base}/v1.0/users/delta?$deltatoken=latest");
        time.MoveTo(time.GetUtcNow().AddDays(8));
        await services.SignInAsync();
        var (status, body, _) = await services.GetAsync(link);
        Assert.Equal((410, "syncStateNotFound"), (status, body.GetProperty("error").GetProperty("code").GetString()));
        Assert.NotEmpty((await DeltaAsync(services, $"{services.Base}/v1.0/users/delta")).Items);
    }

    [Theory]
    [InlineData("identity/conditionalAccess/policies", "conditions")]
    [InlineData("identity/conditionalAccess/namedLocations", "displayName")]
    [InlineData("users", "userPrincipalName")]
    [InlineData("groups", "groupTypes")]
    [InlineData("directoryRoles", "roleTemplateId")]
    [InlineData("roleManagement/directory/roleAssignments", "principalId")]
    [InlineData("roleManagement/directory/roleDefinitions", "templateId")]
    public async Task A_collection_comes_in_pages_and_each_object_has_its_fields(string path, string field)
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var whole = await services.AllPagesAsync($"{services.Base}/v1.0/{path}");
        var pieces = await services.AllPagesAsync($"{services.Base}/v1.0/{path}?$top=2");
        Assert.NotEmpty(whole);
        Assert.All(whole, item => Assert.True(item.TryGetProperty(field, out _)));
        Assert.Equal(whole.Select(Id), pieces.Select(Id));
        Assert.Equal(whole.Count, whole.Select(Id).Distinct().Count());
    }

    [Fact]
    public async Task Users_show_the_standard_properties_unless_others_are_selected()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var (_, standard, _) = await services.GetAsync($"{services.Base}/v1.0/users?$top=1");
        var (_, selected, _) = await services.GetAsync($"{services.Base}/v1.0/users?$top=1&$select=accountEnabled,userType");
        Assert.False(standard.GetProperty("value")[0].TryGetProperty("accountEnabled", out _));
        Assert.True(selected.GetProperty("value")[0].TryGetProperty("accountEnabled", out _));
        Assert.False(selected.GetProperty("value")[0].TryGetProperty("displayName", out _));
        Assert.Equal(400, (await services.GetAsync($"{services.Base}/v1.0/users?$top=5000")).Status);
        Assert.Equal(400, (await services.GetAsync($"{services.Base}/v1.0/users?$filter=nothing eq 1")).Status);
    }

    [Fact]
    public async Task Transitive_members_are_all_people_of_nested_groups_and_the_groups_themselves()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var groups = await services.AllPagesAsync($"{services.Base}/v1.0/groups");
        var staff = groups.Single(group => group.GetProperty("displayName").GetString() == "All staff");
        var direct = await services.AllPagesAsync($"{services.Base}/v1.0/groups/{Id(staff)}/members");
        var transitive = await services.AllPagesAsync($"{services.Base}/v1.0/groups/{Id(staff)}/transitiveMembers");
        var expected = new HashSet<string>(direct.Select(Id), StringComparer.Ordinal);
        foreach (var team in direct)
            expected.UnionWith((await services.AllPagesAsync($"{services.Base}/v1.0/groups/{Id(team)}/members")).Select(Id));
        Assert.All(direct, member => Assert.Equal("#microsoft.graph.group", member.GetProperty("@odata.type").GetString()));
        Assert.True(expected.SetEquals(transitive.Select(Id)));
        Assert.Equal(404, (await services.GetAsync($"{services.Base}/v1.0/groups/00000000-0000-0000-0000-000000000001/members")).Status);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("groups")]
    public async Task A_delta_begins_with_everything_and_goes_on_with_what_changed(string path)
    {
        // A day of the directory in a fraction of a second, so that something changes between two calls.
        await using var services = await SimulatedServices.StartAsync(new AuditOps.Simulator.SimulatorOptions { Speed = 40_000, Backlog = TimeSpan.FromDays(20), EventsPerDay = 20_000 });
        await services.SignInAsync();
        var (first, deltaLink) = await DeltaAsync(services, $"{services.Base}/v1.0/{path}/delta");
        Assert.Equal((await services.AllPagesAsync($"{services.Base}/v1.0/{path}")).Select(Id), first.Select(Id));
        var deadline = DateTime.UtcNow.AddSeconds(60);
        List<JsonElement> changed;
        do
        {
            (changed, var next) = await DeltaAsync(services, deltaLink);
            Assert.NotEqual(deltaLink, next);
        }
        while (changed.Count == 0 && DateTime.UtcNow < deadline);
        Assert.NotEmpty(changed);
        Assert.True(changed.Count < first.Count);
        Assert.Equal(400, (await services.GetAsync($"{services.Base}/v1.0/{path}/delta?$deltatoken=nonsense")).Status);
        Assert.Equal(400, (await services.GetAsync($"{services.Base}/v1.0/{path}/delta?$skiptoken=no.base64!")).Status);
        Assert.Empty((await DeltaAsync(services, $"{services.Base}/v1.0/{path}/delta?$deltatoken=latest")).Items);
    }

    private static async Task<(List<JsonElement> Items, string DeltaLink)> DeltaAsync(SimulatedServices services, string address)
    {
        var items = new List<JsonElement>();
        while (true)
        {
            var (status, body, _) = await services.GetAsync(address);
            Assert.Equal(200, status);
            items.AddRange(body.GetProperty("value").EnumerateArray());
            if (body.TryGetProperty("@odata.deltaLink", out var delta)) return (items, delta.GetString()!);
            address = body.GetProperty("@odata.nextLink").GetString()!;
        }
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
