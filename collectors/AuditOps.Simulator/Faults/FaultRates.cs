namespace AuditOps.Simulator.Faults;

/// <summary>How often calls fail by themselves, by profile, in the order of <see cref="FaultKind"/>.</summary>
internal static class FaultRates
{
    private static readonly double[] None = new double[Enum.GetValues<FaultKind>().Length];
    private static readonly double[] Mild = [0.004, 0.001, 0.001, 0.003, 0.002, 0.001, 0.002, 0.001, 0, 0.004, 0, 0.001];
    private static readonly double[] Worst = [0.03, 0.015, 0.015, 0.03, 0.02, 0.015, 0.02, 0.03, 0.02, 0.04, 0, 0.005];

    public static double[] Of(FaultProfile profile) => profile switch
    {
        FaultProfile.Mild => Mild,
        FaultProfile.Worst => Worst,
        _ => None,
    };

    /// <summary>Share of all stretches of <see cref="StormSpan"/> in which nearly everything fails.</summary>
    public static double Storms(FaultProfile profile) => profile == FaultProfile.Worst ? 0.08 : 0;

    public static readonly TimeSpan StormSpan = TimeSpan.FromSeconds(3);

    /// <summary>Of the calls during a storm.</summary>
    public const double StormShare = 0.8;
}
