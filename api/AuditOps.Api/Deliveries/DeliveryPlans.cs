using AuditOps.Api.Commands;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Api.Deliveries;

/// <summary>Hands a plan to those who send.</summary>
internal static class DeliveryPlans
{
    public static async Task<IResult> SendAsync(HttpContext http, CommandChannel channel, Delivery planned)
    {
        try
        {
            // Once it is on its way the caller's hanging up does not call it back.
            await channel.PlanAsync(planned, CancellationToken.None);
        }
        catch (CommandChannelException)
        {
            return CommandAnswers.Unavailable(http);
        }

        var location = $"/api/v1/deliveries?tenant={planned.Tenant}&target={Uri.EscapeDataString(planned.Target)}";
        return TypedResults.Accepted(location, new DeliveryPlanned { DeliveryId = planned.DeliveryId, Tenant = planned.Tenant, Target = planned.Target });
    }
}
