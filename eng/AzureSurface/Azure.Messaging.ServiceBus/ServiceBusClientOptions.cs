namespace Azure.Messaging.ServiceBus;

public class ServiceBusClientOptions;
