namespace AuditOps.Simulator.Tokens;

internal static class Caller
{
    private const string Scheme = "Bearer ";

    /// <summary>Whom the request's token stands for; null without a usable one.</summary>
    public static IssuedToken? Of(HttpContext context, TokenStore tokens)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? tokens.Find(header[Scheme.Length..].Trim()) : null;
    }
}
