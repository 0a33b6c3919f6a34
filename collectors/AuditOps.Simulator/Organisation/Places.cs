namespace AuditOps.Simulator.Organisation;

internal static class Places
{
    public const int OfficeAsn = 64_496;

    /// <summary>Where organisations have offices and people travel to.</summary>
    public static readonly Place[] Offices =
    [
        new("Zurich", "Zurich", "CH", 47.3769, 8.5417, 1, "198.18.10", "198.19.10", 64_500),
        new("Hamburg", "Hamburg", "DE", 53.5511, 9.9937, 1, "198.18.20", "198.19.20", 64_501),
        new("Lyon", "Auvergne-Rhone-Alpes", "FR", 45.7640, 4.8357, 1, "198.18.30", "198.19.30", 64_502),
        new("Leeds", "England", "GB", 53.8008, -1.5491, 0, "198.18.40", "198.19.40", 64_503),
        new("Denver", "Colorado", "US", 39.7392, -104.9903, -7, "198.18.50", "198.19.50", 64_504),
        new("Toronto", "Ontario", "CA", 43.6532, -79.3832, -5, "198.18.60", "198.19.60", 64_505),
        new("Singapore", "Singapore", "SG", 1.3521, 103.8198, 8, "198.18.70", "198.19.70", 64_506),
        new("Melbourne", "Victoria", "AU", -37.8136, 144.9631, 10, "198.18.80", "198.19.80", 64_507),
    ];

    /// <summary>Hosting and VPN providers: some people use them every day, attackers often.</summary>
    public static readonly Place[] Hosting =
    [
        new("Amsterdam", "North Holland", "NL", 52.3676, 4.9041, 1, "203.0.113", "203.0.113", 65_536),
        new("Bucharest", "Bucuresti", "RO", 44.4268, 26.1025, 2, "198.51.100", "198.51.100", 65_537),
        new("Ashburn", "Virginia", "US", 39.0438, -77.4874, -5, "192.0.2", "192.0.2", 65_538),
        new("Sao Paulo", "Sao Paulo", "BR", -23.5505, -46.6333, -3, "198.18.190", "198.18.190", 65_539),
        new("Lagos", "Lagos", "NG", 6.5244, 3.3792, 1, "198.18.200", "198.18.200", 65_540),
        new("Jakarta", "Jakarta", "ID", -6.2088, 106.8456, 7, "198.18.210", "198.18.210", 65_541),
        new("Tallinn", "Harjumaa", "EE", 59.4370, 24.7536, 2, "198.18.220", "198.18.220", 65_542),
        new("Sofia", "Sofia-Capital", "BG", 42.6977, 23.3219, 2, "198.18.230", "198.18.230", 65_543),
    ];
}
