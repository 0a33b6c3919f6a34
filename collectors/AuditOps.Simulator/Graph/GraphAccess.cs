using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Http;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Graph;

/// <summary>What every call of Graph has to pass first.</summary>
internal sealed class GraphAccess(TokenStore tokens, TimeProvider time)
{
    /// <returns>The tenant of the token; null when the call has been answered with an error.</returns>
    public async Task<Tenant?> EnterAsync(HttpContext context, string permission)
    {
        if (Caller.Of(context, tokens) is not { ForGraph: true } caller)
        {
            await Respond.GraphErrorAsync(context, StatusCodes.Status401Unauthorized, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.", time);
            return null;
        }

        if (!caller.Tenant.Withheld.Contains(permission)) return caller.Tenant;
        await Respond.GraphErrorAsync(context, StatusCodes.Status403Forbidden, "Authorization_RequestDenied", $"Insufficient privileges to complete the operation. Required scopes are missing in the token: {permission}.", time);
        return null;
    }

    public Task BadRequestAsync(HttpContext context, string message) => Respond.GraphErrorAsync(context, StatusCodes.Status400BadRequest, "BadRequest", message, time);

    public Task GoneAsync(HttpContext context) => ErrorAsync(context, StatusCodes.Status410Gone, "syncStateNotFound", "The sync state generation is not found; perform a full resynchronization.");

    public Task ErrorAsync(HttpContext context, int status, string code, string message) => Respond.GraphErrorAsync(context, status, code, message, time);

    public DateTime Now => time.GetUtcNow().UtcDateTime;
}
