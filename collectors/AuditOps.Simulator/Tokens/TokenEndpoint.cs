using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Tokens;

/// <summary>The identity platform's token endpoint, v1 and v2, for client credentials with a secret or a signed assertion.</summary>
internal sealed class TokenEndpoint(World world, TokenStore tokens, X509Certificate2 certificate, TimeProvider time, Func<string> baseAddress)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public void Map(WebApplication app)
    {
        app.MapPost("/{tenant}/oauth2/v2.0/token", (string tenant, HttpContext context) => HandleAsync(tenant, context, isVersion2: true));
        app.MapPost("/{tenant}/oauth2/token", (string tenant, HttpContext context) => HandleAsync(tenant, context, isVersion2: false));
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (string tenant) => Results.Json(Metadata(tenant)));
        app.MapGet("/{tenant}/discovery/v2.0/keys", () => Results.Json(Keys()));
        app.MapGet("/common/discovery/v2.0/keys", () => Results.Json(Keys()));
    }

    private async Task<IResult> HandleAsync(string tenantId, HttpContext context, bool isVersion2)
    {
        if (!context.Request.HasFormContentType) return Error("invalid_request", 900_144, "The request body must contain the following parameter: 'grant_type'.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (world.Find(tenantId) is not { } tenant) return Error("invalid_request", 90_002, $"Tenant '{tenantId}' not found.");
        if (form["grant_type"] != "client_credentials") return Error("unsupported_grant_type", 70_003, "The app requested an unsupported grant type.");
        if (!Guid.TryParse(form["client_id"], out var client) || client != tenant.Org.ClientId) return Error("unauthorized_client", 700_016, $"Application with identifier '{form["client_id"]}' was not found in the directory.");
        if (!IsAuthentic(tenant, tenantId, context.Request, form)) return Error("invalid_client", 7_000_215, "Invalid client secret or assertion provided.", StatusCodes.Status401Unauthorized);

        var audience = isVersion2 ? form["scope"].ToString() : form["resource"].ToString();
        const string suffix = "/.default";
        if (isVersion2)
        {
            if (!audience.EndsWith(suffix, StringComparison.Ordinal)) return Error("invalid_scope", 1_002_012, "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.");
            audience = audience[..^suffix.Length];
        }

        if (audience.Length == 0) return Error("invalid_request", 900_144, "The request body must contain the following parameter: 'resource'.");
        return Answer(tenant, audience, isVersion2);
    }

    private IResult Answer(Tenant tenant, string audience, bool isVersion2)
    {
        // One address may stand for both services, as the simulator's own does.
        var forManagement = !audience.Contains("graph", StringComparison.OrdinalIgnoreCase);
        var forGraph = !audience.Contains("manage", StringComparison.OrdinalIgnoreCase);
        var roles = (forGraph ? Permissions.Graph : []).Concat(forManagement ? Permissions.Management : []).Where(role => !tenant.Withheld.Contains(role));
        var token = tokens.Issue(tenant, audience, $"https://sts.windows.net/{tenant.Org.TenantId}/", forGraph, forManagement, roles);
        var seconds = (int)tokens.Lifetime.TotalSeconds;
        if (isVersion2) return Results.Json(new { token_type = "Bearer", expires_in = seconds, ext_expires_in = seconds, access_token = token });
        var text = seconds.ToString(CultureInfo.InvariantCulture);
        var now = time.GetUtcNow();
        return Results.Json(new
        {
            token_type = "Bearer",
            expires_in = text,
            ext_expires_in = text,
            expires_on = (now + tokens.Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            not_before = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            resource = audience,
            access_token = token,
        });
    }

    private bool IsAuthentic(Tenant tenant, string tenantId, HttpRequest request, IFormCollection form)
    {
        if (form.TryGetValue("client_assertion", out var assertion))
        {
            // An assertion is made for the name that the client knows the authority by.
            string[] names = [baseAddress(), $"{request.Scheme}://{request.Host}"];
            string[] audiences = [.. names.SelectMany(name => (string[])[$"{name}/{tenantId}/oauth2/v2.0/token", $"{name}/{tenantId}/oauth2/token", $"{name}/{tenantId}/v2.0"])];
            return form["client_assertion_type"] == AssertionType && ClientAssertion.IsValid(assertion.ToString(), certificate, tenant.Org.ClientId, audiences, time.GetUtcNow());
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form["client_secret"].ToString()), Encoding.UTF8.GetBytes(tenant.Org.ClientSecret));
    }

    private object Metadata(string tenant) => new
    {
        issuer = $"{baseAddress()}/{tenant}/v2.0",
        authorization_endpoint = $"{baseAddress()}/{tenant}/oauth2/v2.0/authorize",
        token_endpoint = $"{baseAddress()}/{tenant}/oauth2/v2.0/token",
        jwks_uri = $"{baseAddress()}/{tenant}/discovery/v2.0/keys",
        token_endpoint_auth_methods_supported = new[] { "client_secret_post", "private_key_jwt" },
    };

    private object Keys()
    {
        var key = tokens.PublicKey;
        return new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = tokens.KeyId, n = TokenStore.Base64(key.Modulus), e = TokenStore.Base64(key.Exponent) } } };
    }

    private IResult Error(string error, int code, string description, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new { error, error_description = $"AADSTS{code}: {description}", error_codes = new[] { code }, timestamp = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) }, statusCode: status);
}
