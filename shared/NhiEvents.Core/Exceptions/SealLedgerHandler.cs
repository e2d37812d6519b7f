using Microsoft.Extensions.Logging;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions;

/// <summary>Seals what the app has written into its ledger.</summary>
public sealed class SealLedgerHandler(LedgerSealing sealing, ILogger<SealLedgerHandler> log)
{
    public async Task HandleAsync(CancellationToken ct)
    {
        try
        {
            await sealing.SealAsync(ct);
        }
        catch (InvalidDataException changed)
        {
            log.NotSealed(changed.Message);
        }
        catch (StaleStateException)
        {
            // Another instance has sealed just now.
        }
    }
}
