namespace AuditOps.Simulator.Organisation;

/// <summary>A city with its clock and the addresses people there come from.</summary>
/// <param name="OffsetHours">Of the local clock, ahead of UTC; summer time is left out.</param>
/// <param name="OfficeNet">First three bytes of the office's addresses, from the ranges of RFC 2544 and RFC 5737, which nobody uses.</param>
/// <param name="HomeNet">First two bytes and a middle one of the residential provider's addresses.</param>
/// <param name="Asn">The residential provider's number (RFC 5398, for documentation).</param>
internal sealed record Place(string City, string State, string Country, double Latitude, double Longitude, double OffsetHours, string OfficeNet, string HomeNet, int Asn);
