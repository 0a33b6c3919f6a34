namespace AuditOps.Api.Http;

/// <summary><c>/</c> in plain text, for whoever opens the address in a browser.</summary>
internal static class StartPage
{
    private const string Text = """
        AuditOps API

        GET /api/v1/events         events, newest first (header X-Api-Key)
        GET /api/v1/events/{id}    one event with its raw record
        GET /api/v1/stats          counts per tenant and source
        GET /api/v1/alerts         what is to be done, the worst first
        GET /api/v1/rules          rules that people wrote or changed
        GET /api/v1/dead-letters   records that could not be processed
        GET /openapi/v1.json       all of it, as OpenAPI 3.1
        GET /ready   GET /health

        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", () => TypedResults.Text(Text)).ExcludeFromDescription();
}
