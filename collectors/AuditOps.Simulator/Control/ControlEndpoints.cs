using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditOps.Simulator.Faults;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Http;
using AuditOps.Simulator.Notifications;

namespace AuditOps.Simulator.Control;

/// <summary>What tests ask the simulator itself; no real service has it, and no collector may use it.</summary>
internal sealed class ControlEndpoints(World world, FaultEngine faults, GraphNotices notices, string key, ILogger logger)
{
    public const string Header = "X-Sim-Key";

    private static readonly JsonSerializerOptions PlanFormat = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public void Map(WebApplication app)
    {
        app.MapGet("/_sim/exposed", context => GuardAsync(context, ExposedAsync));
        app.MapGet("/_sim/directory", context => GuardAsync(context, DirectoryAsync));
        app.MapGet("/_sim/content", context => GuardAsync(context, ContentAsync));
        app.MapGet("/_sim/truth", context => GuardAsync(context, TruthAsync));
        app.MapGet("/_sim/status", context => GuardAsync(context, StatusAsync));
        app.MapPost("/_sim/faults", context => GuardAsync(context, FaultsAsync));
        app.MapPost("/_sim/lifecycle/{name}", context => GuardAsync(context, LifecycleAsync));
        app.MapPost("/_sim/freeze", context => GuardAsync(context, FreezeAsync));
    }

    private async Task GuardAsync(HttpContext context, Func<HttpContext, Task> handle)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers[Header].ToString());
        if (CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(key))) await handle(context);
        else context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task ExposedAsync(HttpContext context)
    {
        if (world.Find(context.Request.Query["tenant"]) is not { } tenant)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        await Exposed.WriteAsync(tenant, context.Request.Query["source"], context.Response.Body, context.RequestAborted);
    }

    private async Task DirectoryAsync(HttpContext context)
    {
        if (world.Find(context.Request.Query["tenant"]) is not { } tenant)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        await Configured.WriteAsync(tenant, context.Response.Body, context.RequestAborted);
    }

    private Task ContentAsync(HttpContext context) => Respond.ObjectAsync(context, world.Tenants.Select(tenant => new { tenant_id = tenant.Org.TenantId, records = Exposed.CountContent(tenant) }));

    private async Task TruthAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        foreach (var tenant in world.Tenants)
            await Truth.WriteAsync(tenant, context.Response.Body, context.RequestAborted);
    }

    private Task StatusAsync(HttpContext context) => Respond.ObjectAsync(context, new
    {
        simulated_time = world.Clock.Now,
        real_time = world.Clock.Real,
        start = world.Clock.Start,
        frozen = world.Clock.IsFrozen,
        faults = faults.Counts,
        seed = world.Options.Seed,
        events_per_day = world.Options.EventsPerDay,
        tenants = world.Tenants.Select(tenant => new { name = tenant.Org.Name, tenant_id = tenant.Org.TenantId, people = tenant.Org.People.Length }),
    });

    private async Task FaultsAsync(HttpContext context)
    {
        FaultPlan? plan;
        try
        {
            plan = await JsonSerializer.DeserializeAsync<FaultPlan>(context.Request.Body, PlanFormat, context.RequestAborted);
        }
        catch (JsonException wrong)
        {
            await Respond.ObjectAsync(context, new { error = $"Not a fault plan: {wrong.Message}" }, StatusCodes.Status400BadRequest);
            return;
        }

        if (plan is null)
        {
            await Respond.ObjectAsync(context, new { error = "Not a fault plan: null" }, StatusCodes.Status400BadRequest);
            return;
        }

        faults.Set(plan);
        Log.FaultsSet(logger, plan.Profile, plan.Rules.Count);
        await Respond.ObjectAsync(context, new { profile = plan.Profile.ToString(), rules = plan.Rules.Count });
    }

    private Task LifecycleAsync(HttpContext context)
    {
        var name = context.Request.RouteValues["name"] as string;
        return name is "reauthorizationRequired" or "subscriptionRemoved" or "missed"
            ? Respond.ObjectAsync(context, new { told = notices.Lifecycle(name) })
            : Respond.ObjectAsync(context, new { error = "Not a lifecycle event." }, StatusCodes.Status400BadRequest);
    }

    private Task FreezeAsync(HttpContext context)
    {
        var at = world.Clock.Freeze();
        Log.Frozen(logger, at);
        return Respond.ObjectAsync(context, new { frozen_at = at });
    }
}
