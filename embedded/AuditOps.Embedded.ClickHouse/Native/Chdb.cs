using System.Runtime.InteropServices;

namespace AuditOps.Embedded.ClickHouse.Native;

/// <summary>chDB's C interface (chdb.h of chdb-core), resolved once per process. The library stays loaded until the process ends.</summary>
internal sealed unsafe class Chdb
{
    public readonly delegate* unmanaged<int, byte**, void**> Connect;
    public readonly delegate* unmanaged<void**, void> Close;
    public readonly delegate* unmanaged<void*, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint, void*> Query;
    public readonly delegate* unmanaged<void*, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint, void*> StreamQuery;
    public readonly delegate* unmanaged<void*, void*, void*> StreamFetch;
    public readonly delegate* unmanaged<void*, void*, void> StreamCancel;
    public readonly delegate* unmanaged<void*, void> DestroyResult;
    public readonly delegate* unmanaged<void*, byte*> ResultBuffer;
    public readonly delegate* unmanaged<void*, nuint> ResultLength;
    public readonly delegate* unmanaged<void*, byte*> ResultError;
    public readonly delegate* unmanaged<void*, ulong> RowsRead;
    public readonly delegate* unmanaged<void*, ulong> BytesRead;
    public readonly delegate* unmanaged<void*, ulong> RowsWritten;
    public readonly delegate* unmanaged<void*, ulong> BytesWritten;
    public readonly delegate* unmanaged<void*, ulong> StorageRowsRead;
    public readonly delegate* unmanaged<void*, ulong> StorageBytesRead;

    private static readonly Lock Gate = new();
    private static Chdb? loaded;

    private Chdb(nint library)
    {
        Connect = (delegate* unmanaged<int, byte**, void**>)NativeLibrary.GetExport(library, "chdb_connect");
        Close = (delegate* unmanaged<void**, void>)NativeLibrary.GetExport(library, "chdb_close_conn");
        Query = (delegate* unmanaged<void*, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint, void*>)NativeLibrary.GetExport(library, "chdb_query_with_params_n");
        StreamQuery = (delegate* unmanaged<void*, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint, void*>)NativeLibrary.GetExport(library, "chdb_stream_query_with_params_n");
        StreamFetch = (delegate* unmanaged<void*, void*, void*>)NativeLibrary.GetExport(library, "chdb_stream_fetch_result");
        StreamCancel = (delegate* unmanaged<void*, void*, void>)NativeLibrary.GetExport(library, "chdb_stream_cancel_query");
        DestroyResult = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(library, "chdb_destroy_query_result");
        ResultBuffer = (delegate* unmanaged<void*, byte*>)NativeLibrary.GetExport(library, "chdb_result_buffer");
        ResultLength = (delegate* unmanaged<void*, nuint>)NativeLibrary.GetExport(library, "chdb_result_length");
        ResultError = (delegate* unmanaged<void*, byte*>)NativeLibrary.GetExport(library, "chdb_result_error");
        RowsRead = (delegate* unmanaged<void*, ulong>)NativeLibrary.GetExport(library, "chdb_result_rows_read");
        BytesRead = (delegate* unmanaged<void*, ulong>)NativeLibrary.GetExport(library, "chdb_result_bytes_read");
        RowsWritten = (delegate* unmanaged<void*, ulong>)NativeLibrary.GetExport(library, "chdb_result_rows_written");
        BytesWritten = (delegate* unmanaged<void*, ulong>)NativeLibrary.GetExport(library, "chdb_result_bytes_written");
        StorageRowsRead = (delegate* unmanaged<void*, ulong>)NativeLibrary.GetExport(library, "chdb_result_storage_rows_read");
        StorageBytesRead = (delegate* unmanaged<void*, ulong>)NativeLibrary.GetExport(library, "chdb_result_storage_bytes_read");
    }

    public static Chdb Load(string path)
    {
        lock (Gate)
        {
            if (loaded is not null) return loaded;
            if (!File.Exists(path))
                throw new EmbeddedClickHouseException(ClickHouseFault.LibraryMissing, $"The ClickHouse engine is missing: '{path}' does not exist (./auditops fetches it; AUDITOPS_CHDB names another place).");
            try
            {
                return loaded = new Chdb(NativeLibrary.Load(path));
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                throw new EmbeddedClickHouseException(ClickHouseFault.LibraryMissing, $"The ClickHouse engine '{path}' does not load: {e.Message}", e);
            }
        }
    }
}
