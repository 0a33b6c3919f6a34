using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>The identity service's own suspicion: Graph's <c>riskDetection</c> resource. Drawn at random, whoever the person is.</summary>
internal sealed class RiskDetection(Person person, string type, string level, string address, Place place) : Act
{
    private const double OfflineShare = 0.4;

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        var offline = dice.Chance(OfflineShare);
        var happened = frame.Time.AddSeconds(-(offline ? dice.Between(60, 3_600) : 1));
        json.WriteStartObject();
        json.WriteString("id", IdOf(frame.Seed).ToString("N"));
        json.WriteString("requestId", dice.Guid());
        json.WriteString("correlationId", dice.Guid());
        json.WriteString("riskEventType", type);
        json.WriteString("riskState", frame.Version > 1 ? "dismissed" : "atRisk");
        json.WriteString("riskLevel", level);
        json.WriteString("riskDetail", frame.Version > 1 ? "adminDismissedAllRiskForUser" : "none");
        json.WriteString("source", "IdentityProtection");
        json.WriteString("detectionTimingType", offline ? "offline" : "realtime");
        json.WriteString("activity", "signin");
        json.WriteString("tokenIssuerType", "AzureAD");
        json.WriteString("ipAddress", address);
        json.WriteString("activityDateTime", JsonText.Graph(happened));
        json.WriteString("detectedDateTime", JsonText.Graph(frame.Time));
        json.WriteString("lastUpdatedDateTime", JsonText.Graph(frame.Version > 1 ? frame.ChangedAt : frame.Time));
        json.WriteString("userId", person.Id);
        json.WriteString("userDisplayName", person.DisplayName);
        json.WriteString("userPrincipalName", person.Upn);
        json.WriteString("additionalInfo", $"[{{\"Key\":\"userAgent\",\"Value\":\"{JsonEncodedText.Encode(person.Computer.UserAgent)}\"}}]");
        json.WriteStartObject("location");
        json.WriteString("city", place.City);
        json.WriteString("state", place.State);
        json.WriteString("countryOrRegion", place.Country);
        json.WriteStartObject("geoCoordinates");
        json.WriteNumber("latitude", place.Latitude);
        json.WriteNumber("longitude", place.Longitude);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public override string RecordId(ulong seed) => IdOf(seed).ToString("N");
}
