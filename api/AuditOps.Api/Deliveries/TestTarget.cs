using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Deliveries;

/// <summary><c>POST /api/v1/targets/{name}/test</c>: a message that says it is a test, by the way that real ones go.</summary>
internal static class TestTarget
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/targets/{name}/test", HandleAsync)
        .WithName("TestTarget")
        .WithTags("notifications")
        .WithSummary("Send a test message to a target")
        .WithDescription("What became of it stands in the list of deliveries, under the id in the answer. A target that nobody has configured makes it dead with the code no_target.")
        .Produces<DeliveryPlanned>(202)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);

    private static async Task<IResult> HandleAsync(
        [Description("Name of the target.")] string name,
        [FromQuery(Name = "tenant"), Description("Tenant that the message speaks of; needed where the API key is good for several.")] string? tenant,
        HttpContext http,
        CommandChannel channel,
        TimeProvider time)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant"], errors);
        var whose = tenant ?? (caller.Tenants is { Count: 1 } only ? only[0] : null);
        if (!TenantKey.TryParse(whose, out _)) errors.Add("tenant", "Must be a tenant key, [a-z0-9-]{1,63}, and be given where the API key is good for several tenants.");
        if (!TenantKey.TryParse(name, out _)) errors.Add("name", "Must be the name of a target: [a-z0-9-]{1,63}.");
        if (errors.Any) return errors.ToProblem();
        if (!caller.MaySee(whose!)) return Problem.TenantForbidden();
        var now = time.GetUtcNow();
        var alert = TestAlert.Create(whose!, now, caller.Name);
        return await DeliveryPlans.SendAsync(http, channel, new Delivery
        {
            Tenant = whose!,
            // The alert's id is made of tenant, caller and time.
            DeliveryId = $"test-{alert.AlertId}",
            Target = name,
            State = DeliveryState.Planned,
            Trigger = DeliveryTriggers.Test,
            AlertId = alert.AlertId,
            Revision = alert.Revision,
            RuleId = alert.Facts.RuleId,
            Severity = alert.Facts.Severity,
            At = now,
            PlannedAt = now,
            By = caller.Name,
            Payload = Codecs.Alert.Encode(alert),
        });
    }
}
