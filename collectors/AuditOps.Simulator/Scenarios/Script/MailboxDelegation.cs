using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>Full access to a director's mailbox for somebody who then reads it.</summary>
internal static class MailboxDelegation
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var admin = stage.Admin(2);
        var reader = stage.Victim();
        var owner = stage.Victim();
        stage.Cmdlet(admin, from.Address, "Add-MailboxPermission", owner.Upn, ("Identity", owner.Upn), ("User", reader.Upn), ("AccessRights", "FullAccess"), ("InheritanceType", "All"));
        for (var i = 0; i < 20; i++)
        {
            stage.Wait(60, 400);
            stage.Mail(reader, owner, from, "MailItemsAccessed", "");
        }
    }
}
