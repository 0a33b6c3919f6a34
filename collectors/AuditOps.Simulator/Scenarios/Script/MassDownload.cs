using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>Somebody takes a whole site home in half an hour.</summary>
internal static class MassDownload
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var thief = stage.Victim();
        var site = stage.Dice.Pick(Names.Site);
        stage.Logon(stage.Try(thief, from) with { App = FirstParty.SharePoint, Resource = FirstParty.SharePoint });
        var files = 150 + stage.Dice.Below(200);
        for (var i = 0; i < files; i++)
        {
            stage.Wait(1, 9);
            stage.File(thief, from, "FileDownloaded", site, stage.Dice.Pick(Names.Folder), $"{stage.Dice.Pick(Names.Document)} {i + 1}", stage.Dice.Pick(Names.Extension));
        }
    }
}
