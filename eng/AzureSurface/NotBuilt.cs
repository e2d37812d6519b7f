namespace NhiEvents.AzureSurface;

internal static class NotBuilt
{
    private const string Message =
        "This program was built without the Azure packages, so it cannot run in Azure or reach it. "
        + "Build it with -p:AzurePackages=feed; for commands of nhi: dotnet publish functions/Local -c Release -o nhi-azure, then nhi-azure/nhi. The local host needs none of them.";

    public static PlatformNotSupportedException Here() => new(Message);
}
