using System.Globalization;
using AuditOps.Simulator.Http;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Faults;

/// <summary>Commits the planned faults, in the words of the service that was called.</summary>
internal sealed class FaultMiddleware(FaultEngine engine, TokenStore tokens, TimeProvider time)
{
    private static readonly int[] ServerErrors = [StatusCodes.Status500InternalServerError, StatusCodes.Status502BadGateway, StatusCodes.Status504GatewayTimeout, 509];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith("/_sim/", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var caller = Caller.Of(context, tokens);
        if (engine.Next(path, caller?.Tenant.Org.TenantId.ToString()) is not { } fault)
        {
            await next(context);
            return;
        }

        switch (fault.Kind)
        {
            case FaultKind.SlowBody:
                context.Items[BodyFault.Key] = new BodyFault(null, TimeSpan.FromMilliseconds(fault.DelayMilliseconds));
                await next(context);
                break;
            case FaultKind.CutBody:
                context.Items[BodyFault.Key] = new BodyFault(engine.Draw().Unit(), TimeSpan.Zero);
                await next(context);
                break;
            case FaultKind.ShortBody:
                context.Items[BodyFault.Key] = new BodyFault(engine.Draw().Unit(), TimeSpan.Zero) { IsComplete = true };
                await next(context);
                break;
            case FaultKind.ForeignLink or FaultKind.EmptyPage or FaultKind.MissingBlob:
                FaultMarks.Set(context, fault.Kind);
                await next(context);
                break;
            case FaultKind.ExpireToken when caller is null:
                await next(context);
                break;
            default:
                caller = fault.Kind == FaultKind.ExpireToken ? caller : null;
                caller?.Revoke();
                await RefuseAsync(context, path, fault);
                break;
        }
    }

    private Task RefuseAsync(HttpContext context, string path, FaultRule fault)
    {
        var isManagement = path.StartsWith("/api/", StringComparison.Ordinal);
        if (fault.Kind is FaultKind.Throttle or FaultKind.Unavailable)
            context.Response.Headers.RetryAfter = fault.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        var (status, code, message) = fault.Kind switch
        {
            FaultKind.ServerError => (ServerErrors[engine.Draw().Below(ServerErrors.Length)], isManagement ? "AF50000" : "UnknownError", "An internal server error occurred. Retry the request."),
            FaultKind.Unavailable => (StatusCodes.Status503ServiceUnavailable, isManagement ? "AF50000" : "ServiceUnavailable", "The service is temporarily unavailable."),
            FaultKind.ExpireToken => (StatusCodes.Status401Unauthorized, "InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
            FaultKind.ThrottleAsForbidden when isManagement => (StatusCodes.Status403Forbidden, "AF429", $"Too many requests. Method=GetContent, PublisherId={context.Request.Query["PublisherIdentifier"]}"),
            _ => (StatusCodes.Status429TooManyRequests, isManagement ? "AF429" : "TooManyRequests", $"Too many requests. Method={context.Request.Method}, PublisherId={context.Request.Query["PublisherIdentifier"]}"),
        };
        if (!isManagement) return Respond.GraphErrorAsync(context, status, code, message, time);
        return fault.Kind == FaultKind.ExpireToken
            ? Respond.ObjectAsync(context, new { Message = "Authorization has been denied for this request." }, status)
            : Respond.ManagementErrorAsync(context, status, code, message);
    }
}
