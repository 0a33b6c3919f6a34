using System.Globalization;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Organisation;

internal static class Computers
{
    public static Device Laptop(ref Dice dice, bool isMac, int index)
    {
        var chrome = 118 + dice.Below(24);
        var name = string.Create(CultureInfo.InvariantCulture, $"{(isMac ? "MAC" : "LT")}-{index:D5}");
        return isMac
            ? new(dice.Guid(), name, "MacOs", $"Chrome {chrome}.0.0", $"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36", true, "Workplace")
            : new(dice.Guid(), name, "Windows10", $"Edge {chrome}.0.0", $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36 Edg/{chrome}.0.0.0", true, "Azure AD joined");
    }

    public static Device Phone(ref Dice dice, int index)
    {
        var version = 16 + dice.Below(3);
        var name = string.Create(CultureInfo.InvariantCulture, $"PH-{index:D5}");
        return dice.Chance(0.5)
            ? new(dice.Guid(), name, "Ios", "Mobile Safari 17.4", $"Mozilla/5.0 (iPhone; CPU iPhone OS {version}_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{version}.2 Mobile/15E148 Safari/604.1", false, null)
            : new(dice.Guid(), name, "Android", "Chrome Mobile 126.0.0", "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", false, null);
    }

    /// <summary>A machine that the organisation does not know.</summary>
    public static Device Unknown(ref Dice dice)
    {
        var chrome = 110 + dice.Below(30);
        return dice.Chance(0.5)
            ? new(Guid.Empty, "", "Windows10", $"Chrome {chrome}.0.0", $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36", false, null)
            : new(Guid.Empty, "", "Linux", $"Firefox {chrome}.0", $"Mozilla/5.0 (X11; Linux x86_64; rv:{chrome}.0) Gecko/20100101 Firefox/{chrome}.0", false, null);
    }
}
