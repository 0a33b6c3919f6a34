using AuditOps.Api.Problems;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Migrations;

namespace AuditOps.Api.Health;

/// <summary><c>/health</c>: this process runs. <c>/ready</c>: it can answer, because ClickHouse is there with this version's tables.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", () => TypedResults.Ok(new HealthStatus("ok")))
            .WithName("Health").WithTags("health").WithSummary("Is the process alive").AllowAnonymous();
        routes.MapGet("/ready", ReadyAsync)
            .WithName("Ready").WithTags("health").WithSummary("Can it answer").Produces<HealthStatus>().ProducesProblem(503).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(ClickHouseClient warehouse, MigrationRunner migrations, CancellationToken cancellation)
    {
        try
        {
            if (await migrations.IsCurrentAsync(cancellation)) return TypedResults.Ok(new HealthStatus("ready"));
            return NotReady("The tables of this version are missing: run auditops migrate.");
        }
        catch (WarehouseException)
        {
            return NotReady(await warehouse.PingAsync(cancellation) ? "ClickHouse answers, but not to queries." : "ClickHouse cannot be reached.");
        }
    }

    private static IResult NotReady(string detail) => Problem.Of(503, "not_ready", "Not ready", detail);
}
