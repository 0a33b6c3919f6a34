using System.Text.Json.Serialization;

namespace AuditOps.Warehouse.Migrations;

[JsonSerializable(typeof(AppliedMigration))]
internal sealed partial class MigrationJson : JsonSerializerContext;
