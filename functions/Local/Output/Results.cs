using System.Text.Encodings.Web;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Output;

/// <summary>What the system has found, as the files and the table show it.</summary>
internal sealed record Results(FindingsDocument Findings, IdentitiesDocument Identities)
{
    /// <summary>Readable by a person: names in any script stand as they are. The files are JSON, never part of a page.</summary>
    private static readonly NhiJson Indented = new(new JsonSerializerOptions(NhiJson.Default.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static async Task<Results> ReadAsync(Storage storage, CancellationToken ct)
    {
        var identities = new IdentityRepository(new SqliteStateStore(storage.State, "detection"));
        return new Results(await new FindingRepository(identities).ReadAllAsync(ct), await identities.ReadAllAsync(ct));
    }

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "findings.json"), stream => JsonSerializer.Serialize(stream, Findings, Indented.FindingsDocument));
        AtomicFile.Write(Path.Combine(folder, "identities.json"), stream => JsonSerializer.Serialize(stream, Identities, Indented.IdentitiesDocument));
    }
}
