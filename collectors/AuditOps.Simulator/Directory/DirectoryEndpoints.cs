using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditOps.Simulator.Faults;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Graph;
using AuditOps.Simulator.Graph.OData;
using AuditOps.Simulator.Http;

namespace AuditOps.Simulator.Directory;

/// <summary>Users, groups, roles and policies: listing, one object, and the delta of users and groups.</summary>
internal sealed class DirectoryEndpoints(GraphAccess access, Func<string> baseAddress)
{
    private const int PageSize = 100;
    private const int MostOnPage = 999;

    /// <summary>A delta older than this has to begin again.</summary>
    private static readonly TimeSpan DeltaKept = TimeSpan.FromDays(7);

    public void Map(WebApplication app)
    {
        foreach (var collection in DirectoryCollections.All)
            app.MapGet($"/v1.0/{collection.Path}", context => ListAsync(collection, context));
        app.MapGet("/v1.0/users/delta", context => DeltaAsync(DirectoryCollections.Users, context));
        app.MapGet("/v1.0/groups/delta", context => DeltaAsync(DirectoryCollections.Groups, context));
        app.MapGet("/v1.0/users/{id}", context => OneAsync(DirectoryCollections.Users, context));
        app.MapGet("/v1.0/groups/{id}", context => OneAsync(DirectoryCollections.Groups, context));
        app.MapGet("/v1.0/identity/conditionalAccess/policies/{id}", context => OneAsync(DirectoryCollections.All[4], context));
    }

    private async Task ListAsync(DirectoryCollection collection, HttpContext context)
    {
        if (await access.EnterAsync(context, collection.Permission) is not { } tenant) return;
        var query = context.Request.Query;
        var owner = Mix.Of(tenant.Org.Seed, collection.Path);
        try
        {
            var place = query["$skiptoken"].ToString() is { Length: > 0 } token
                ? PlaceToken.Parse(token, owner) ?? throw new ODataException("Skip token is invalid or has expired.")
                : new PlaceToken(0, 0, tenant.Feeds.Clock.Now.Ticks);
            var objects = collection.Read(new DirectoryState(tenant.Org, new DateTime(place.AsOf, DateTimeKind.Utc)), context.Request.RouteValues["id"] as string ?? "");
            if (objects is null)
            {
                await NotFoundAsync(context);
                return;
            }

            var all = Filtered(objects, query["$filter"]);
            var top = Top(query["$top"]);
            var answer = Envelope(collection, context);
            if (query["$count"] == "true") answer["@odata.count"] = all.Count;
            answer["value"] = new JsonArray([.. all.Skip(place.Index).Take(top).Select(item => Selected(item.Json, query["$select"], collection))]);
            if (place.Index + top < all.Count)
                answer["@odata.nextLink"] = Link(context, collection.Path, "$skiptoken", (place with { Index = place.Index + top }).Text(owner));
            await SendAsync(context, answer);
        }
        catch (ODataException refused)
        {
            await access.BadRequestAsync(context, refused.Message);
        }
    }

    private async Task DeltaAsync(DirectoryCollection collection, HttpContext context)
    {
        if (await access.EnterAsync(context, collection.Permission) is not { } tenant) return;
        var query = context.Request.Query;
        var owner = Mix.Of(tenant.Org.Seed, collection.Path + "/delta");
        var now = tenant.Feeds.Clock.Now;
        var place = new PlaceToken(0, 0, now.Ticks);
        if (query["$skiptoken"].ToString() is { Length: > 0 } token)
        {
            if (PlaceToken.Parse(token, owner) is not { } going) { await access.BadRequestAsync(context, "Skip token is invalid or has expired."); return; }
            place = going;
        }
        else if (query["$deltatoken"] == "latest")
        {
            // Nothing now, and a link to what changes from here on.
            place = new PlaceToken(0, now.Ticks, now.Ticks);
        }
        else if (query["$deltatoken"].ToString() is { Length: > 0 } delta)
        {
            if (PlaceToken.Parse(delta, owner) is not { } since) { await access.BadRequestAsync(context, "Delta token is invalid."); return; }
            if (now.Ticks - since.AsOf > DeltaKept.Ticks) { await access.GoneAsync(context); return; }
            place = new PlaceToken(0, since.AsOf, now.Ticks);
        }

        var state = new DirectoryState(tenant.Org, new DateTime(place.AsOf, DateTimeKind.Utc));
        var all = collection.Read(state, "")!.Where(item => place.Since == 0 || item.Changed?.Ticks > place.Since).ToList();
        var answer = Envelope(collection, context);
        answer["value"] = new JsonArray([.. all.Skip(place.Index).Take(PageSize).Select(item => WithMembers(state, collection, item))]);
        if (place.Index + PageSize < all.Count)
            answer["@odata.nextLink"] = Link(context, collection.Path + "/delta", "$skiptoken", (place with { Index = place.Index + PageSize }).Text(owner));
        else
            answer["@odata.deltaLink"] = Link(context, collection.Path + "/delta", "$deltatoken", new PlaceToken(0, 0, place.AsOf).Text(owner));
        await SendAsync(context, answer);
    }

    private async Task OneAsync(DirectoryCollection collection, HttpContext context)
    {
        if (await access.EnterAsync(context, collection.Permission) is not { } tenant) return;
        var id = context.Request.RouteValues["id"] as string ?? "";
        var found = collection.Read(new DirectoryState(tenant.Org, tenant.Feeds.Clock.Now), "")!
            .FirstOrDefault(item => item.Json["id"]!.ToString().Equals(id, StringComparison.OrdinalIgnoreCase) || id.Equals(item.Json["userPrincipalName"]?.ToString(), StringComparison.OrdinalIgnoreCase));
        if (found is null) await NotFoundAsync(context);
        else await SendAsync(context, (JsonObject)Selected(found.Json, context.Request.Query["$select"], collection));
    }

    private static JsonNode WithMembers(DirectoryState state, DirectoryCollection collection, DirectoryObject item)
    {
        if (collection == DirectoryCollections.Groups) item.Json["members@delta"] = PeopleAndGroups.MemberIds(state, item.Json["id"]!.ToString());
        return item.Json;
    }

    private static List<DirectoryObject> Filtered(IEnumerable<DirectoryObject> objects, string? filter)
    {
        var all = objects.ToList();
        if (string.IsNullOrEmpty(filter) || all.Count == 0) return all;
        var node = ODataParser.Parse(filter, all[0].Json.Select(property => property.Key).ToHashSet(StringComparer.Ordinal));
        return all.FindAll(item => node.Matches(JsonSerializer.SerializeToElement(item.Json), null));
    }

    private static int Top(string? text)
    {
        if (string.IsNullOrEmpty(text)) return PageSize;
        // Unlike the logs, the directory refuses more than it can send.
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= MostOnPage ? top : throw new ODataException($"Invalid page size specified: '{text}'. Must be between 1 and {MostOnPage} inclusive.");
    }

    /// <summary>What of an object is served: the properties asked for, else those that come unasked.</summary>
    public static JsonNode Selected(JsonObject json, string? select, DirectoryCollection collection)
    {
        var wanted = string.IsNullOrEmpty(select) ? collection.Standard : select.Split(',', StringSplitOptions.TrimEntries).Append("id").ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (wanted is null) return json;
        var some = new JsonObject();
        foreach (var (name, value) in json)
        {
            if (wanted.Contains(name) || name.StartsWith('@')) some[name] = value?.DeepClone();
        }

        return some;
    }

    private JsonObject Envelope(DirectoryCollection collection, HttpContext context) => new()
    {
        ["@odata.context"] = $"{baseAddress()}/v1.0/$metadata#{collection.Path.Replace("{id}", context.Request.RouteValues["id"] as string, StringComparison.Ordinal)}",
    };

    private string Link(HttpContext context, string path, string tokenName, string token)
    {
        var host = FaultMarks.Has(context, FaultKind.ForeignLink) && tokenName == "$skiptoken" ? FaultMarks.ForeignHost : baseAddress();
        var link = new StringBuilder($"{host}/v1.0/{path.Replace("{id}", context.Request.RouteValues["id"] as string, StringComparison.Ordinal)}?");
        foreach (var (name, value) in context.Request.Query)
        {
            if (name is "$skiptoken" or "$deltatoken") continue;
            link.Append(name).Append('=').Append(Uri.EscapeDataString(value.ToString())).Append('&');
        }

        return link.Append(tokenName).Append('=').Append(token).ToString();
    }

    private Task NotFoundAsync(HttpContext context) => access.ErrorAsync(context, StatusCodes.Status404NotFound, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present.");

    private static Task SendAsync(HttpContext context, JsonObject answer) => Respond.BytesAsync(context, JsonSerializer.SerializeToUtf8Bytes(answer, UnescapedJson.Options));
}
