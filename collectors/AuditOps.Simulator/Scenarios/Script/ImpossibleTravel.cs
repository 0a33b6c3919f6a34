using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>The owner signs in at the office; minutes later somebody else does from another continent.</summary>
internal static class ImpossibleTravel
{
    public static void Play(Stage stage)
    {
        var victim = stage.Victim();
        var own = new Attacker(victim.OfficeAddress, victim.Office, victim.Computer, stage.Dice.Guid());
        Attacker far;
        do far = stage.Attacker();
        while (far.Place.Country == victim.Office.Country);
        stage.Logon(stage.Try(victim, own) with { Asn = Places.OfficeAsn, Mfa = true });
        stage.Wait(300, 1_500);
        stage.Logon(stage.Try(victim, far) with { App = FirstParty.OutlookWeb, Resource = FirstParty.Exchange });
        for (var i = 0; i < 5; i++)
        {
            stage.Wait(20, 200);
            stage.Mail(victim, victim, far, "MailItemsAccessed", "");
        }
    }
}
