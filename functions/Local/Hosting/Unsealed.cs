namespace NhiEvents.Local.Hosting;

/// <summary>Settings of a host whose ledgers end with it: nobody seals them.</summary>
internal static class Unsealed
{
    public static IReadOnlyDictionary<string, string?> Settings { get; } = Apps.WithLedger.ToDictionary(app => $"AzureWebJobs:Seal{app.Name}Ledger:Disabled", _ => (string?)"true");
}
