#nullable disable
namespace Azure.Messaging.ServiceBus;

public class ServiceBusSessionReceiverOptions
{
    public ServiceBusReceiveMode ReceiveMode { get; set; }
}
