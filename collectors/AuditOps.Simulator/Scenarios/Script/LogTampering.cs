using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>The traces are switched off: the tenant's audit log, then one mailbox's.</summary>
internal static class LogTampering
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var admin = stage.Admin(2);
        var victim = stage.Victim();
        stage.Logon(stage.Try(admin, from) with { App = FirstParty.PowerShell, Resource = FirstParty.Exchange });
        stage.Wait(60, 400);
        stage.Cmdlet(admin, from.Address, "Set-AdminAuditLogConfig", stage.Org.Name, ("UnifiedAuditLogIngestionEnabled", "False"));
        stage.Wait(20, 200);
        stage.Cmdlet(admin, from.Address, "Set-MailboxAuditBypassAssociation", victim.Upn, ("Identity", victim.Upn), ("AuditBypassEnabled", "True"));
        stage.Wait(20, 200);
        stage.Cmdlet(admin, from.Address, "Set-Mailbox", victim.Upn, ("Identity", victim.Upn), ("AuditEnabled", "False"));
    }
}
