using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Events;

/// <summary><c>GET /api/v1/events/{id}</c>: one event with one raw record and the list of its revisions.</summary>
internal static class GetEvent
{
    private const string Prefix = "/api/v1/events/";

    /// <summary>Longest id that is looked up, characters; sources' ids stay far below.</summary>
    private const int MaxId = 2048;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/events/{**id}", HandleAsync)
        .WithName("GetEvent")
        .WithTags("events")
        .WithSummary("Get one event with its raw record")
        .WithDescription("raw is the newest record, or the one that revision names; revisions lists all of them without their bytes. An id is unique within a tenant and source. When several fit, the answer is 409 with the candidates; say which by tenant and source.")
        .Produces<EventDetail>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [Description("The event's id, percent-encoded.")] string id,
        [FromQuery(Name = "tenant"), Description("Tenant key.")] string? tenant,
        [FromQuery(Name = "source"), Description("Logical source.")] string? source,
        [FromQuery(Name = "revision"), Description("Content hash of the revision whose record raw shows, as revisions lists it; without it the newest.")] string? revision,
        HttpContext http,
        ClickHouseClient warehouse)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant", "source", "revision"], errors);
        id = Written(http) ?? id;
        if (id.Length is 0 or > MaxId) errors.Add("id", $"Must have 1 to {MaxId} characters.");
        TenantParameter.Check(tenant, errors);
        if (source is { Length: 0 or > 64 }) errors.Add("source", "Must have 1 to 64 characters.");
        if (revision is not null && !IsHash(revision)) errors.Add("revision", "Must be a content hash: 32 hex digits.");
        if (TenantParameter.Refusal(caller, tenant, errors) is { } refusal) return refusal;

        var rows = await new EventByIdQuery(id, caller.Scope(tenant), source).RunAsync(warehouse, http.RequestAborted);
        if (rows.Count == 0) return NoSuchEvent();
        if (rows.Select(r => (r.Tenant, r.Source)).Distinct().Count() > 1)
        {
            return Problem.Of(409, "ambiguous_id", "Several events have this id", "Say which by tenant and source.",
                ("candidates", rows.Select(r => new { tenant = r.Tenant, source = r.Source, event_time = r.EventTime }).ToList()));
        }

        // A revision that moved the event to another hour leaves two rows; the newest content is the event.
        var row = rows.MaxBy(r => r.CollectedAt)!;
        var shown = revision?.ToLowerInvariant() ?? row.ContentHash;
        var raw = shown == row.ContentHash
            ? await new EventRawQuery(row.Key).RunAsync(warehouse, http.RequestAborted)
            : await new RevisionRawQuery(row.Tenant, row.Source, row.EventId, shown).RunAsync(warehouse, http.RequestAborted);
        if (raw is null) return revision is null ? NoSuchEvent() : Problem.NotFound("The event has no revision with this content hash.");
        var revisions = await new EventRevisionsQuery(row.Tenant, row.Source, row.EventId).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(EventMapping.Detail(row, shown, raw, revisions));
    }

    private static IResult NoSuchEvent() => Problem.NotFound("No event with this id is visible to this API key.");

    private static bool IsHash(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigit);

    /// <summary>The id as the caller wrote it: routing leaves %2F encoded, and an id may hold slashes and percent signs.</summary>
    private static string? Written(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return Uri.UnescapeDataString(end < 0 ? target[Prefix.Length..] : target[Prefix.Length..end]);
    }
}
