using System.Globalization;
using System.Text.Json.Nodes;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Events;
using AuditOps.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AuditOps.Api.OpenApi;

/// <summary>What the generated OpenAPI document cannot see for itself: the key, the kinds of text parameters, and that it must not depend on the address it is read from.</summary>
internal static class ApiDescription
{
    public const string DocumentName = "v1";
    private const string Scheme = "ApiKey";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "AuditOps API",
                Version = "1",
                Description = "Audit events of Microsoft 365 tenants. Errors are RFC 9457 problem details. Every answer carries X-Correlation-Id.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = KeyCheck.Header },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true)
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            if (context.Description.HttpMethod != "GET") (operation.Parameters ??= []).Add(IdempotencyKey());
            // Rules, and so the commands on them, know a tenant that stands for all.
            var tenant = context.Description.RelativePath is { } path && (path.StartsWith("api/v1/rules", StringComparison.Ordinal) || path.StartsWith("api/v1/commands", StringComparison.Ordinal))
                ? "^(_|[a-z0-9-]{1,63})$"
                : "^[a-z0-9-]{1,63}$";
            foreach (var parameter in operation.Parameters ?? []) Refine(parameter, tenant);
            return Task.CompletedTask;
        });
    }

    private static OpenApiParameter IdempotencyKey() => new()
    {
        Name = CommandIds.Header,
        In = ParameterLocation.Header,
        Description = "A repeat of the same request with the same key takes effect once and gets the answer of the first, for a day.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = CommandIds.MaxKey },
    };

    private static void Refine(IOpenApiParameter parameter, string tenantPattern)
    {
        if (parameter is not OpenApiParameter { Schema: OpenApiSchema schema }) return;
        switch (parameter.Name)
        {
            case "limit":
                schema.Type = JsonSchemaType.Integer;
                schema.Minimum = "1";
                schema.Maximum = ListFrame.MaxLimit.ToString(CultureInfo.InvariantCulture);
                schema.Default = JsonValue.Create(50);
                break;
            case "from" or "to":
                schema.Format = "date-time";
                break;
            case "outcome":
                schema.Enum = [.. ListEventsValidator.Outcomes.Select(o => (JsonNode)JsonValue.Create(o))];
                break;
            case "revision":
                schema.Pattern = "^[0-9a-fA-F]{32}$";
                break;
            case "tenant":
                schema.Pattern = tenantPattern;
                break;
        }
    }
}
