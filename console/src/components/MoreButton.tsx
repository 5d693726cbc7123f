/** Goes on in a list that the server hands out by cursor. */

import { Button } from "antd";
import { useTranslation } from "react-i18next";

interface MoreProps {
  hasNext: boolean;
  isLoading: boolean;
  shown: string;
  onMore: () => void;
}

export function MoreButton({ hasNext, isLoading, shown, onMore }: MoreProps) {
  const { t } = useTranslation();
  return (
    <div className="more">
      <span>{shown}</span>
      {hasNext && (
        <Button loading={isLoading} onClick={onMore}>
          {t("common.more")}
        </Button>
      )}
    </div>
  );
}
