final class NamesATopic {
    static final String TOPIC = "planted-topic.v1";
}
