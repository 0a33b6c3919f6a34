using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Every other record type, known or not (Power BI and Power Platform, Yammer, Forms, Planner, compliance scores, searches, ...): object, file, names of things, parameters.</summary>
internal static class OtherWorkloadMapper
{
    public static void Map(int type, Fields record, EventDraft draft)
    {
        var file = record.Text("sourceFileName"u8, "fileName"u8);
        if (file is not null)
        {
            draft.AddEcs("file");
            draft.Note("file_name", file);
        }

        var url = ManagementActor.Real(record.Text("objectId"u8, "officeObjectId"u8));
        var name = file ?? record.Text("itemName"u8, "objectName"u8) ?? record.Text("actionName"u8, "artifactName"u8, "formName"u8);
        draft.AddTarget(file is not null ? "file" : TargetTypes.Of(record.Text("itemType"u8, "artifactKind"u8)), url, name);
        draft.ResultReason ??= record.Text("actionName"u8);
        PowerPlatform(record, draft);
        draft.Note("record_kind", type < 0 ? record.Text("recordType"u8) : null);
        draft.Note("query", record.Text("queryText"u8, "query"u8));
        draft.Note("url", record.Text("relativeUrl"u8, "deepLinkUrl"u8));
        draft.Note("data_type", record.Text("dataType"u8));
        draft.Note("label_id", record.Text("sensitivityLabelId"u8, "labelId"u8));
        NamedValues.AddAsChanges(record.List("parameters"u8), draft);
        ChangeList.Add(record.List("modifiedProperties"u8), draft);
    }

    private static void PowerPlatform(Fields record, EventDraft draft)
    {
        draft.Note("workspace", record.Text("workSpaceName"u8, "workspaceId"u8));
        draft.Note("report", record.Text("reportName"u8));
        draft.Note("dataset", record.Text("datasetName"u8));
        draft.Note("app_name", record.Text("appName"u8));
        draft.Note("environment", record.Text("environmentName"u8, "environmentId"u8));
        draft.Note("flow_url", record.Text("flowDetailsUrl"u8));
        draft.Note("connectors", record.Text("flowConnectorNames"u8));
        draft.Note("sharing_permission", record.Text("sharingPermission"u8));
    }
}
